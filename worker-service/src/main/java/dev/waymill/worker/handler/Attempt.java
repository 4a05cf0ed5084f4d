package dev.waymill.worker.handler;

import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskDispatched.WaitedFor;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One attempt at a task, as its handler sees it. Confined to the handler's thread, except for stopping it and
/// reading its progress.
public final class Attempt {
    /// Nanoseconds between two reports. Enough for a progress bar; each report costs a transaction in the
    /// scheduler and one in the gateway.
    private static final long BETWEEN_REPORTS = 500_000_000L;

    private final TaskDispatched task;
    private final Consumer<Progress> progress;
    private final AtomicReference<StopReason> stop = new AtomicReference<>();
    private volatile long lastProgress = System.nanoTime();
    private String lastPhase = "";
    private long lastDone = -1;
    private long lastSent;
    private boolean completeSent;

    public Attempt(TaskDispatched task, Consumer<Progress> progress) {
        this.task = task;
        this.progress = progress;
    }

    public UUID jobId() {
        return task.jobId();
    }

    /// The attempt's number, 1 for the first.
    public int number() {
        return task.attempt();
    }

    public String owner() {
        return task.owner();
    }

    public RawJson payload() {
        return task.payload();
    }

    /// How the tasks ended that this one waited for; empty if it is no fan-in.
    public Optional<WaitedFor> waitedFor() {
        return Optional.ofNullable(task.waitedFor());
    }

    /// The generation of the job: how often it has been retried. Effects of an earlier generation must not
    /// appear in a later one, or undo anything of it.
    public int generation() {
        return Objects.requireNonNullElse(task.generation(), 0);
    }

    /// Reports progress; at most two reports a second are sent, and the last one of a phase. It also stops the
    /// attempt, so call it often, at least once a second. A new phase or a new count counts as progress.
    ///
    /// @throws CancelledException if the attempt must stop: its job was cancelled, or it is past a limit
    /// @throws InterruptedException if the worker is stopping
    public void progress(String phase, long done, long total) throws CancelledException, InterruptedException {
        var why = stop.get();
        if (why != null && why != StopReason.SHUTDOWN) {
            throw new CancelledException(why);
        }
        if (Thread.interrupted() || why == StopReason.SHUTDOWN) {
            throw new InterruptedException("The worker is stopping");
        }
        long now = System.nanoTime();
        boolean newPhase = !phase.equals(lastPhase);
        if (newPhase || done != lastDone) {
            lastProgress = now;
            lastDone = done;
        }
        boolean complete = total > 0 && done == total;
        if (newPhase || now - lastSent >= BETWEEN_REPORTS || complete && !completeSent) {
            lastPhase = phase;
            lastSent = now;
            completeSent = complete;
            progress.accept(new Progress(phase, done, total));
        }
    }

    /// Called when the handler starts.
    public void start() {
        lastProgress = System.nanoTime();
    }

    /// When it last made progress, by [System#nanoTime].
    long lastProgress() {
        return lastProgress;
    }

    /// Asks the attempt to stop; the first reason is kept.
    void stop(StopReason why) {
        stop.compareAndSet(null, why);
    }

    public void cancel() {
        stop(StopReason.CANCELLED);
    }

    @Nullable
    public StopReason stopped() {
        return stop.get();
    }

    public boolean isCancelled() {
        return stop.get() == StopReason.CANCELLED;
    }

    /// The job was cancelled, or the attempt exceeded a limit: stop working.
    public static final class CancelledException extends Exception {
        private CancelledException(StopReason why) {
            super("The attempt must stop: " + why.code());
        }
    }
}
