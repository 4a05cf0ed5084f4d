package dev.waymill.worker.consume;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.offset.PartitionState;
import dev.waymill.worker.consume.offset.PartitionStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One partition from its assignment until it is revoked; a new assignment is a new object. That is the fence:
/// a record keeps the object it started under, and once that object is revoked, the record's result moves no
/// offset. Confined to the poll thread, except for the revoked flag, the status and the dead-letter count.
final class Assignment {
    final TopicPartition partition;
    final PartitionState state;
    private final ArrayDeque<ConsumerRecord<String, byte[]>> backlog = new ArrayDeque<>();
    private final Map<Object, SerialQueue> serialQueues = new HashMap<>();
    private final AtomicLong deadLettered = new AtomicLong();
    private volatile boolean revoked;
    private volatile PartitionStatus status;
    private long position = -1;
    private long skipped;
    private long commits;
    private boolean paused;

    Assignment(TopicPartition partition, PartitionState state) {
        this.partition = partition;
        this.state = state;
        this.status = PartitionStatus.unknown(partition.topic(), partition.partition());
    }

    /// Adds polled records to the backlog.
    ///
    /// @param next the consumer's position after these records
    /// @return their bytes
    long receive(List<ConsumerRecord<String, byte[]>> records, long next) {
        backlog.addAll(records);
        position = next;
        passDelivered();
        long bytes = 0;
        for (var record : records) {
            bytes += RecordTask.bytes(record);
        }
        return bytes;
    }

    boolean hasBacklog() {
        return !backlog.isEmpty();
    }

    /// Whether the first record of the backlog may be taken; call it only while there is a backlog.
    boolean hasCapacity() {
        return state.hasCapacityFor(backlog.element().offset());
    }

    ConsumerRecord<String, byte[]> removeFirst() {
        return backlog.remove();
    }

    /// Takes the record that was first in the backlog.
    ///
    /// @return false if it was finished before the restart and must not run again
    boolean take(RecordTask work) {
        boolean runs = state.take(work);
        skipped += runs ? 0 : 1;
        passDelivered();
        return runs;
    }

    /// Once all delivered records have been taken, the state moves to the consumer's position, which may be
    /// further on, behind transaction markers or compacted records.
    private void passDelivered() {
        if (backlog.isEmpty()) {
            state.pass(position);
        }
    }

    /// Whether the consumer's position was reset to before records already delivered.
    boolean isRewoundBy(long offset) {
        return offset < position || state.isBehind(offset);
    }

    /// The serial queue of the record, or null if it waits for no other record.
    @Nullable
    SerialQueue serialQueueOf(ConsumerRecord<String, byte[]> record, Order order, Executor pool) {
        return switch (order) {
            case NONE -> null;
            case KEY ->
                record.key() == null ? null : serialQueues.computeIfAbsent(record.key(), _ -> new SerialQueue(pool));
            case PARTITION -> serialQueues.computeIfAbsent(partition, _ -> new SerialQueue(pool));
        };
    }

    /// Settles a finished record. After revocation the state is no longer used.
    void settle(RecordTask work, Order order) {
        state.finish(work);
        var serialQueue = work.serialQueue();
        if (serialQueue != null && serialQueue.settleOne()) {
            serialQueues.remove(order == Order.KEY ? work.record.key() : partition);
        }
    }

    /// Stops starting records; running ones may still finish.
    ///
    /// @return bytes of the backlog, which is dropped
    long revoke() {
        revoked = true;
        long bytes = backlog.stream().mapToLong(RecordTask::bytes).sum();
        backlog.clear();
        return bytes;
    }

    boolean isRevoked() {
        return revoked;
    }

    /// How many of its records are being handled.
    int running() {
        int running = 0;
        var slot = state.lowest();
        for (int i = state.unfinished(); i > 0; i--, slot = slot.after()) {
            running += slot instanceof RecordTask work && work.isRunning() ? 1 : 0;
        }
        return running;
    }

    boolean isPaused() {
        return paused;
    }

    void paused(boolean now) {
        paused = now;
    }

    void countCommit() {
        commits++;
    }

    void countDeadLettered() {
        deadLettered.incrementAndGet();
    }

    /// Its latest status; thread-safe.
    PartitionStatus status() {
        return status;
    }

    /// Publishes its status for other threads.
    ///
    /// @param lag records between the consumer's position and the partition's end, as the client knows it
    /// @param slow from this age on, the log names the record at the watermark
    void publish(long lag, long nowNanos, Duration slow) {
        var age = Duration.ZERO;
        if (state.unfinished() > 0 && state.lowest() instanceof RecordTask work) {
            age = Duration.ofNanos(nowNanos - work.sinceNanos);
            work.nameIfSlow(age, slow);
        }
        status = new PartitionStatus(
                partition.topic(),
                partition.partition(),
                state.unfinished(),
                state.watermark(),
                Math.max(0, position - state.watermark()) + lag,
                state.spread(),
                age,
                commits,
                skipped,
                deadLettered.get());
    }
}
