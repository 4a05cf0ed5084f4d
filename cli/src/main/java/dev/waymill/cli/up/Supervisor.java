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

/// Restarts parts that have died, after a pause that doubles with each consecutive death. Each start has its
/// own thread, so that a slow start does not delay other parts. Calls of [#tick] and [#close] must not overlap.
final class Supervisor implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /// A part that has run this long since its start is healthy: its next death counts as the first.
    private static final Duration WELL = Duration.ofMinutes(2);
    /// An interrupted start stops its process within this time.
    private static final Duration STOP = Duration.ofSeconds(20);

    private final List<Watched> parts;
    private final Consumer<String> messages;
    private final LongSupplier nanoTime;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// A supervised part.
    ///
    /// @param name for people to read
    /// @param start restarts the part; interrupted when the supervisor closes
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

    /// @param messages receives a line for each start, from any thread
    Supervisor(List<Part> parts, Consumer<String> messages, LongSupplier nanoTime) {
        this.parts = parts.stream().map(Watched::new).toList();
        this.messages = messages;
        this.nanoTime = nanoTime;
    }

    /// Checks all parts once, without blocking.
    void tick() {
        parts.stream().filter(one -> one.start.isDone()).forEach(this::check);
    }

    /// Whether a part is being started at the moment.
    boolean isStarting() {
        return parts.stream().anyMatch(one -> !one.start.isDone());
    }

    private void check(Watched one) {
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

    /// Interrupts all starts in progress, and waits until they have ended.
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                messages.accept("A starting process does not stop.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
