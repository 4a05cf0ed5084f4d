package dev.waymill.worker.consume.pool;

import java.util.concurrent.Executor;

/// Runs tasks with bounded concurrency. Thread-safe.
public interface BoundedExecutor extends Executor {
    int level();

    /// Holds from now on; what is running finishes.
    void level(int newLevel);

    /// Turns run so far.
    long ended();

    /// Whether as many are running as may, and more are waiting.
    boolean isBusy();

    /// Interrupts all running tasks.
    void interrupt();
}
