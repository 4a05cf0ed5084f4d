package dev.waymill.worker.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Combines requests of many threads into batches (group commit). A request runs at once if none is running;
/// otherwise it waits, and the first waiting thread runs all waiting requests. So batches grow with the load,
/// and no request waits for a batch to fill. Each request gets its result or its exception, an Error included.
/// An interrupted thread still gets its result, and stays interrupted.
///
/// @param <Q> a request
/// @param <A> its result
final class RequestBatcher<Q, A> {
    private record Pending<Q, A>(Q request, CompletableFuture<A> result) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Pending<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final int most;
    private final Function<List<Q>, List<A>> execute;

    /// @param most most requests in one batch
    /// @param execute runs a batch and returns the results in the order of the requests
    RequestBatcher(int most, Function<List<Q>, List<A>> execute) {
        this.most = most;
        this.execute = execute;
    }

    /// @throws RuntimeException the exception of the batch function
    /// @throws Error the error of the batch function
    A execute(Q request) {
        var pending = new Pending<>(request, new CompletableFuture<A>());
        waiting.add(pending);
        while (!pending.result().isDone()) {
            lock.lock();
            try {
                if (!pending.result().isDone()) {
                    runBatch();
                }
            } finally {
                lock.unlock();
            }
        }
        return result(pending);
    }

    /// The thread also runs requests of other threads, which its interrupt must not affect; so the interrupt is
    /// kept back until the batch is done.
    private void runBatch() {
        boolean interrupted = Thread.interrupted();
        var batch = takeBatch();
        try {
            complete(batch, execute.apply(batch.stream().map(Pending::request).toList()));
        } catch (RuntimeException e) {
            interrupted |= Thread.interrupted();
            runOneByOne(batch, e);
        } catch (Error e) {
            batch.forEach(one -> one.result().completeExceptionally(e));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Pending<Q, A>> takeBatch() {
        var batch = new ArrayList<Pending<Q, A>>();
        for (var next = waiting.poll(); next != null; next = batch.size() < most ? waiting.poll() : null) {
            batch.add(next);
        }
        return batch;
    }

    private void complete(List<Pending<Q, A>> batch, List<A> results) {
        if (results.size() != batch.size()) {
            throw new IllegalStateException("%d requests got %d results".formatted(batch.size(), results.size()));
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).result().complete(results.get(i));
        }
    }

    /// Runs the batch's requests one by one, so that one that fails does not fail the others.
    private void runOneByOne(List<Pending<Q, A>> batch, RuntimeException why) {
        if (batch.size() == 1) {
            batch.getFirst().result().completeExceptionally(why);
            return;
        }
        for (var one : batch) {
            try {
                complete(List.of(one), execute.apply(List.of(one.request())));
            } catch (RuntimeException | Error e) {
                one.result().completeExceptionally(e);
            }
        }
    }

    private static <Q, A> A result(Pending<Q, A> pending) {
        try {
            return pending.result().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            if (e.getCause() instanceof Error why) {
                throw why;
            }
            throw e;
        }
    }
}
