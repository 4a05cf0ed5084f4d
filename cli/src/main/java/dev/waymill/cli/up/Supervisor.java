package dev.waymill.cli.up;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Starts again whatever has died, after a pause that grows with each death in a row. Each start has a thread
/// of its own, so that one that takes long keeps nothing else down. Calls of [#tick] and [#close] must not
/// overlap.
final class Supervisor implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /// What was started so long ago and lives is well: its next death is the first one.
    private static final Duration WELL = Duration.ofMinutes(2);
    /// An interrupted start ends what it has begun.
    private static final Duration STOP = Duration.ofSeconds(20);

    private final List<Watched> parts;
    private final Consumer<String> messages;
    private final LongSupplier nanoTime;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// What is to run.
    ///
    /// @param name for people to read
    /// @param start starts it again; it is interrupted when nobody wants that any more
    record Part(String name, BooleanSupplier isAlive, Start start) {}

    @FunctionalInterface
    interface Start {
        void start() throws IOException;
    }

    private static final class Watched {
        private final Part part;
        private Future<?> start = CompletableFuture.completedFuture(null);
        private long lastStart;
        private int deaths;

        Watched(Part part) {
            this.part = part;
        }
    }

    /// @param tell is given a line for each start, from any thread
    Supervisor(List<Part> parts, Consumer<String> messages, LongSupplier nanoTime) {
        this.parts = parts.stream().map(Watched::new).toList();
        this.messages = messages;
        this.nanoTime = nanoTime;
    }

    /// Looks once, and waits for nothing.
    void tick() {
        parts.stream().filter(one -> one.start.isDone()).forEach(this::look);
    }

    /// Whether something is being started at the moment.
    boolean isStarting() {
        return parts.stream().anyMatch(one -> !one.start.isDone());
    }

    private void look(Watched one) {
        long sinceStart = nanoTime.getAsLong() - one.lastStart;
        if (one.part.isAlive().getAsBoolean()) {
            one.deaths = sinceStart < WELL.toNanos() ? one.deaths : 0;
        } else if (one.deaths == 0 || sinceStart >= pause(one.deaths).toNanos()) {
            one.deaths++;
            one.lastStart = nanoTime.getAsLong();
            one.start = threads.submit(() -> start(one.part));
        }
    }

    private static Duration pause(int deaths) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(deaths - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void start(Part part) {
        try {
            part.start().start();
            messages.accept(part.name() + " died and was restarted.");
        } catch (IOException | RuntimeException e) {
            if (!threads.isShutdown()) {
                messages.accept(part.name() + " died and could not be restarted yet: " + e.getMessage());
            }
        }
    }

    /// Ends what is being started, and returns when nothing is any more.
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                messages.accept("A process that is starting does not stop.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
