package dev.waymill.worker.consume;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.pool.AsyncPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/// One consumer and its records in flight. Confined to its poll thread.
///
/// Polled records wait in their partition's backlog. They are started one by one, round-robin over the
/// partitions, while there is capacity. A partition with a backlog is paused. So all limits hold, and a busy
/// partition cannot starve the others.
final class RecordConsumer {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration REST = Duration.ofMillis(20);

    private final Consumer<String, byte[]> consumer;
    private final ConsumerContext terms;
    private final Partitions partitions;
    private final CompletionQueue returns = new CompletionQueue();
    private final RecordTask.Job job;

    /// Partitions with a backlog, in round-robin order.
    private final ArrayDeque<Assignment> waiting = new ArrayDeque<>();
    private final ArrayDeque<Retry> retries = new ArrayDeque<>();
    private int inFlight;
    private long heldBytes;

    RecordConsumer(Consumer<String, byte[]> consumer, ConsumerContext terms) {
        this.consumer = consumer;
        this.terms = terms;
        this.job = new RecordTask.Job(terms.handler(), returns, terms.pool() instanceof AsyncPool relay ? relay : null);
        this.partitions = new Partitions(consumer, terms, this);
        consumer.subscribe(List.of(terms.handler().topic()), partitions);
    }

    /// Runs one pass.
    void tick() {
        balancePauses();
        receive(consumer.poll(waiting.isEmpty() ? POLL : Duration.ZERO));
        settle();
        tryAgain();
        admit();
        partitions.commitWhenDue();
    }

    /// Waits between two passes until a record completes, if records wait for capacity.
    void rest() {
        if (!waiting.isEmpty()) {
            returns.await(Math.max(1, inFlight / 8), REST);
        }
    }

    /// Stops starting records. Running ones may finish, and are interrupted at half of the time. Then all
    /// finished records are committed, within the same time again.
    ///
    /// @param interrupt interrupts the running handlers
    void drain(Runnable interrupt) {
        var longest = terms.properties().bounds().drain();
        partitions.leave(partitions.all());
        if (!awaitIdle(partitions.all(), longest.dividedBy(2))) {
            interrupt.run();
            awaitIdle(partitions.all(), longest.dividedBy(2));
        }
        partitions.commitAll(longest);
        partitions.close(partitions.all());
    }

    /// Called when the consumer has failed and is replaced: commits finished records if that still works, and
    /// fences the rest.
    void abandon() {
        var all = partitions.all();
        partitions.leave(all);
        settle();
        partitions.commitNow(all, terms.properties().bounds().handOver());
        partitions.close(all);
    }

    /// Waits until no record of those partitions runs, and settles those that complete meanwhile.
    ///
    /// @return false if some still run when the time is over
    boolean awaitIdle(List<Assignment> leaving, Duration longest) {
        long deadline = terms.now() + longest.toNanos();
        settle();
        while (leaving.stream().anyMatch(each -> each.running() > 0)) {
            if (terms.now() >= deadline) {
                return false;
            }
            returns.await(1, REST);
            settle();
        }
        return true;
    }

    /// Frees the capacity held by the unstarted records of a revoked partition.
    void dropBacklog(Assignment assignment) {
        heldBytes -= assignment.leave();
        waiting.remove(assignment);
    }

    private void receive(ConsumerRecords<String, byte[]> records) {
        records.nextOffsets()
                .forEach((partition, next) -> receive(partition, records.records(partition), next.offset()));
    }

    private void receive(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records, long next) {
        var assignment = partitions.receiving(partition, records);
        boolean waits = assignment.hasBacklog();
        heldBytes += assignment.receive(records, next);
        if (!waits && assignment.hasBacklog()) {
            waiting.add(assignment);
        }
    }

    private void balancePauses() {
        boolean full = heldBytes >= terms.maxBytes();
        var pause = new ArrayList<TopicPartition>();
        var resume = new ArrayList<TopicPartition>();
        for (var assignment : partitions.current()) {
            boolean wanted = full || assignment.hasBacklog();
            if (wanted != assignment.isPaused()) {
                assignment.paused(wanted);
                (wanted ? pause : resume).add(assignment.partition);
            }
        }
        if (!pause.isEmpty()) {
            consumer.pause(pause);
        }
        if (!resume.isEmpty()) {
            consumer.resume(resume);
        }
    }

    /// Starts records while there is capacity. A partition whose commit metadata is full waits until fewer
    /// records are unfinished.
    private void admit() {
        int limit = terms.inFlight();
        long now = terms.now();
        for (int crowded = 0; crowded < waiting.size() && inFlight < limit; ) {
            var assignment = waiting.remove();
            if (assignment.hasRoom()) {
                take(assignment, now);
                crowded = 0;
            } else {
                crowded++;
            }
            if (assignment.hasBacklog()) {
                waiting.add(assignment);
            }
        }
    }

    private void take(Assignment assignment, long now) {
        var work = new RecordTask(assignment, assignment.removeFirst(), now, job);
        if (assignment.take(work)) {
            inFlight++;
            work.enqueue(terms.pool(), assignment.serialQueueOf(work.record, terms.order(), terms.pool()));
        } else {
            heldBytes -= work.bytes();
        }
    }

    private void settle() {
        var next = returns.drain();
        while (next != null) {
            var work = next;
            next = work.below;
            work.endAttempt();
            settle(work);
        }
    }

    private void settle(RecordTask work) {
        if (work.isFinished()) {
            work.assignment.settle(work, terms.order());
            forget(work);
        } else if (work.assignment.isRevoked()) {
            forget(work);
        } else {
            retries.add(new Retry(work, terms.now() + terms.retryAfter()));
        }
    }

    private void tryAgain() {
        for (var retry = retries.peek(); retry != null && retry.at() <= terms.now(); retry = retries.peek()) {
            retries.remove();
            if (retry.work().assignment.isRevoked()) {
                forget(retry.work());
            } else {
                retry.work().requeue(terms.pool());
            }
        }
    }

    private void forget(RecordTask work) {
        inFlight--;
        heldBytes -= work.bytes();
    }

    /// @param at when to retry, in nanoseconds by the context's clock
    private record Retry(RecordTask work, long at) {}

    /// The environment of a consumer.
    ///
    /// @param crew runs the records
    /// @param parallelism how many records may run at the same time
    /// @param clock nanoseconds that only grow
    record ConsumerContext(
            ConsumeProperties properties,
            RecordHandler handler,
            ConsumeMetrics metrics,
            Executor pool,
            IntSupplier parallelism,
            LongSupplier clock) {
        long now() {
            return clock.getAsLong();
        }

        int inFlight() {
            return properties.inFlight(parallelism.getAsInt());
        }

        long maxBytes() {
            return properties.maxMebibytes() * 1024L * 1024;
        }

        Order order() {
            return properties.order();
        }

        long retryAfter() {
            return properties.bounds().retryAfter().toNanos();
        }
    }
}
