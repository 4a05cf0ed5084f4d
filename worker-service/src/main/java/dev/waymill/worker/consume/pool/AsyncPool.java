package dev.waymill.worker.consume.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Starts asynchronous tasks with bounded concurrency. The thread that ends one task starts the next, so a task
/// costs no thread switch. Thread-safe.
///
/// The poll thread only adds tasks; a pool thread starts them while there is capacity.
public final class AsyncPool implements BoundedExecutor {
    /// Called when a started task has ended.
    public interface After {
        /// @param isFinished false if the task must be retried
        void completed(boolean isFinished);
    }

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final LongAdder ended = new LongAdder();
    /// Whether this thread is already starting tasks. A task that ends while it is being started must not start
    /// the next one from inside that call.
    private final ThreadLocal<Boolean> starting = ThreadLocal.withInitial(() -> false);

    private volatile int parallelism;

    public AsyncPool(Executor threads, int parallelism) {
        this.threads = threads;
        this.parallelism = parallelism;
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
        scheduleStart();
    }

    /// A task has ended.
    public void taskEnded() {
        unfinished.decrementAndGet();
        ended.increment();
        if (!starting.get()) {
            startTasks();
        }
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void parallelism(int newParallelism) {
        parallelism = newParallelism;
        scheduleStart();
    }

    @Override
    public long ended() {
        return ended.sum();
    }

    @Override
    public boolean isBusy() {
        return unfinished.get() >= parallelism && !queue.isEmpty();
    }

    /// Does nothing: no thread waits for a task.
    @Override
    public void interrupt() {}

    private void scheduleStart() {
        if (unfinished.get() < parallelism && !queue.isEmpty() && scheduled.compareAndSet(false, true)) {
            threads.execute(() -> {
                scheduled.set(false);
                startTasks();
            });
        }
    }

    /// Starts tasks while there is capacity. When it returns capacity because the queue is empty, it checks the
    /// queue again, since a task may have been added in between.
    private void startTasks() {
        starting.set(true);
        try {
            while (!queue.isEmpty() && tryAcquire()) {
                var task = queue.poll();
                if (task == null) {
                    unfinished.decrementAndGet();
                } else {
                    task.run();
                }
            }
        } finally {
            starting.set(false);
        }
    }

    /// Counts one more unfinished task, unless the limit is reached.
    private boolean tryAcquire() {
        for (int before = unfinished.get(); before < parallelism; before = unfinished.get()) {
            if (unfinished.compareAndSet(before, before + 1)) {
                return true;
            }
        }
        return false;
    }
}
