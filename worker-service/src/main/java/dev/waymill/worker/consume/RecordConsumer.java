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
    private final ConsumerContext context;
    private final Partitions partitions;
    private final CompletionQueue completions = new CompletionQueue();
    private final RecordTask.Job job;

    /// Partitions with a backlog, in round-robin order.
    private final ArrayDeque<Assignment> waiting = new ArrayDeque<>();
    private final ArrayDeque<Retry> retries = new ArrayDeque<>();
    private int inFlight;
    private long heldBytes;

    RecordConsumer(Consumer<String, byte[]> consumer, ConsumerContext context) {
        this.consumer = consumer;
        this.context = context;
        this.job = new RecordTask.Job(
                context.handler(), completions, context.pool() instanceof AsyncPool asyncPool ? asyncPool : null);
        this.partitions = new Partitions(consumer, context, this);
        consumer.subscribe(List.of(context.handler().topic()), partitions);
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
            completions.await(Math.max(1, inFlight / 8), REST);
        }
    }

    /// Stops starting records. Running ones may finish, and are interrupted at half of the time. Then all
    /// finished records are committed, within the same time again.
    ///
    /// @param interrupt interrupts the running handlers
    void drain(Runnable interrupt) {
        var longest = context.properties().bounds().drain();
        partitions.dropBacklogs(partitions.all());
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
        partitions.dropBacklogs(all);
        settle();
        partitions.commitNow(all, context.properties().bounds().handOver());
        partitions.close(all);
    }

    /// Waits until no record of those partitions runs, and settles those that complete meanwhile.
    ///
    /// @return false if some still run when the time is over
    boolean awaitIdle(List<Assignment> affected, Duration longest) {
        long deadline = context.now() + longest.toNanos();
        settle();
        while (affected.stream().anyMatch(each -> each.running() > 0)) {
            if (context.now() >= deadline) {
                return false;
            }
            completions.await(1, REST);
            settle();
        }
        return true;
    }

    /// Frees the capacity held by the unstarted records of a revoked partition.
    void dropBacklog(Assignment assignment) {
        heldBytes -= assignment.revoke();
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
        boolean full = heldBytes >= context.maxBytes();
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
        int limit = context.inFlight();
        long now = context.now();
        for (int skipped = 0; skipped < waiting.size() && inFlight < limit; ) {
            var assignment = waiting.remove();
            if (assignment.hasCapacity()) {
                take(assignment, now);
                skipped = 0;
            } else {
                skipped++;
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
            work.enqueue(context.pool(), assignment.serialQueueOf(work.record, context.order(), context.pool()));
        } else {
            heldBytes -= work.bytes();
        }
    }

    private void settle() {
        var next = completions.drain();
        while (next != null) {
            var work = next;
            next = work.below;
            work.endAttempt();
            settle(work);
        }
    }

    private void settle(RecordTask work) {
        if (work.isFinished()) {
            work.assignment.settle(work, context.order());
            forget(work);
        } else if (work.assignment.isRevoked()) {
            forget(work);
        } else {
            retries.add(new Retry(work, context.now() + context.retryAfter()));
        }
    }

    private void tryAgain() {
        for (var retry = retries.peek(); retry != null && retry.at() <= context.now(); retry = retries.peek()) {
            retries.remove();
            if (retry.work().assignment.isRevoked()) {
                forget(retry.work());
            } else {
                retry.work().requeue(context.pool());
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
    /// @param pool runs the records
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
