package dev.waymill.worker.consume.pool;

import java.util.concurrent.Executor;

/// Runs tasks with bounded concurrency. Thread-safe.
public interface BoundedExecutor extends Executor {
    int parallelism();

    /// Takes effect at once; running tasks finish.
    void parallelism(int newLevel);

    /// Number of tasks completed so far.
    long ended();

    /// Whether the limit is reached and more tasks are waiting.
    boolean isBusy();

    /// Interrupts all running tasks.
    void interrupt();
}
