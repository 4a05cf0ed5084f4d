package dev.waymill.worker.consume.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Runs tasks with bounded concurrency, which may change at any time. Thread-safe.
///
/// A worker runs tasks while there are some, and then ends. A worker that found a task starts another worker
/// first, but only a few at a time. So short tasks are run by few workers without a thread switch for each, and
/// longer ones soon have as many workers as allowed.
public final class WorkerPool implements BoundedExecutor {
    /// After this many tasks a worker is replaced, so that endless work does not keep a carrier thread from
    /// other virtual threads.
    private static final int TURNS = 256;
    /// Workers that may be starting at the same time.
    private static final int MAX_STARTING = 4;

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger members = new AtomicInteger();
    private final AtomicInteger starting = new AtomicInteger();
    private final Set<Thread> present = ConcurrentHashMap.newKeySet();
    private final LongAdder ended = new LongAdder();
    private volatile int parallelism;

    public WorkerPool(Executor threads, int parallelism) {
        this.threads = threads;
        this.parallelism = parallelism;
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
        startThread();
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    /// Starts more workers as needed; surplus ones end after their task.
    @Override
    public void parallelism(int newParallelism) {
        parallelism = newParallelism;
        startThread();
    }

    @Override
    public long ended() {
        return ended.sum();
    }

    @Override
    public boolean isBusy() {
        return members.get() >= parallelism && !queue.isEmpty();
    }

    @Override
    public void interrupt() {
        present.forEach(Thread::interrupt);
    }

    private void startThread() {
        if (starting.get() < MAX_STARTING && members.get() < parallelism && !queue.isEmpty() && join()) {
            starting.incrementAndGet();
            threads.execute(this::work);
        }
    }

    /// Counts one more worker, unless the limit is reached.
    private boolean join() {
        for (int before = members.get(); before < parallelism; before = members.get()) {
            if (members.compareAndSet(before, before + 1)) {
                return true;
            }
        }
        return false;
    }

    private void work() {
        present.add(Thread.currentThread());
        starting.decrementAndGet();
        try {
            for (int i = 0; i < TURNS && members.get() <= parallelism; i++) {
                var task = queue.poll();
                if (task == null) {
                    break;
                }
                startThread();
                task.run();
                ended.increment();
            }
        } finally {
            present.remove(Thread.currentThread());
            members.decrementAndGet();
            startThread();
        }
    }
}
