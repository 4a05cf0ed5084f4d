package dev.waymill.worker.handler;

import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskDispatched.WaitedFor;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// One try at a task, as its handler sees it. Confined to the handler's thread, but for `cancel`.
public final class Attempt {
    /// Enough for a bar that moves; each report costs a transaction in the scheduler and one in the gateway.
    private static final long BETWEEN_REPORTS = 500_000_000L;

    private final TaskDispatched task;
    private final Consumer<Progress> progress;
    private String lastPhase = "";
    private long lastSent;
    private volatile boolean cancelled;

    Attempt(TaskDispatched task, Consumer<Progress> progress) {
        this.task = task;
        this.progress = progress;
    }

    public UUID jobId() {
        return task.jobId();
    }

    /// 1 for the first try at the task.
    public int number() {
        return task.attempt();
    }

    public String owner() {
        return task.owner();
    }

    public RawJson payload() {
        return task.payload();
    }

    /// How the tasks ended that this one has waited for; empty for one that waited for none.
    public Optional<WaitedFor> waitedFor() {
        return Optional.ofNullable(task.waitedFor());
    }

    /// How often people have retried the job after it had failed. What an earlier life has begun must not come back
    /// in a later one, nor take anything away from it.
    public int revival() {
        return Objects.requireNonNullElse(task.revival(), 0);
    }

    /// Tells how far the work has come; twice a second at most is passed on. The place to stop at, too: call it
    /// often, at least once a second.
    ///
    /// @throws CancelledException when the job was cancelled meanwhile
    /// @throws InterruptedException when the worker is stopping
    public void progress(String phase, long done, long total) throws CancelledException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("The worker is stopping");
        }
        if (cancelled) {
            throw new CancelledException();
        }
        long now = System.nanoTime();
        if (!phase.equals(lastPhase) || now - lastSent >= BETWEEN_REPORTS) {
            lastPhase = phase;
            lastSent = now;
            progress.accept(new Progress(phase, done, total));
        }
    }

    void cancel() {
        cancelled = true;
    }

    /// The job of this attempt was cancelled; whatever the handler would still do is in vain.
    public static final class CancelledException extends Exception {
        private CancelledException() {
            super("The job was cancelled");
        }
    }
}
