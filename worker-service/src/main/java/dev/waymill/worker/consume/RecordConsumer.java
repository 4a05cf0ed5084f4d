package dev.waymill.worker.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One consumer and its bookkeeping. Confined to the poll thread, but for the queue of finished records.
final class RecordConsumer implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(RecordConsumer.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<String, byte[]> consumer;
    private final ExecutorService pool;
    private final RecordHandler handler;
    private final int maxInFlight;

    private final Map<TopicPartition, PartitionState> partitions = new HashMap<>();
    private final ConcurrentLinkedQueue<Finished> finished = new ConcurrentLinkedQueue<>();
    private int inFlight;
    private boolean paused;

    RecordConsumer(Consumer<String, byte[]> consumer, ExecutorService pool, RecordHandler handler, int maxInFlight) {
        this.consumer = consumer;
        this.pool = pool;
        this.handler = handler;
        this.maxInFlight = maxInFlight;
    }

    /// One pass: take what there is room for, settle what is finished, commit.
    void tick() {
        applyBackPressure();
        try {
            consumer.poll(POLL).forEach(this::take);
        } catch (WakeupException e) {
            log.debug("Woken while polling; the next pass goes on");
        }
        settleFinished();
        commit();
    }

    /// Commits what is finished; called when no more records are taken.
    void settleAndCommit() {
        settleFinished();
        commit();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        var state = partitions.computeIfAbsent(partition, _ -> new PartitionState(record.offset()));
        if (state.take(record.offset())) {
            inFlight++;
            pool.execute(() -> work(record, partition, state));
        }
    }

    private void work(ConsumerRecord<String, byte[]> record, TopicPartition partition, PartitionState state) {
        boolean done = false;
        try {
            handler.handle(record);
            done = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.error(
                    "record={}@{} failed outside its handler; it comes again after a restart",
                    partition,
                    record.offset(),
                    e);
        } finally {
            finished.add(new Finished(state, record.offset(), done));
        }
    }

    private void settleFinished() {
        for (var one = finished.poll(); one != null; one = finished.poll()) {
            inFlight--;
            if (one.done()) {
                one.state().finish(one.offset());
            }
        }
    }

    /// A poll returns up to `max.poll.records`, so there may be that many more than the bound, but never more
    /// polls.
    private void applyBackPressure() {
        boolean full = inFlight >= maxInFlight;
        if (full && !consumer.assignment().isEmpty()) {
            consumer.pause(consumer.assignment());
            paused = true;
        } else if (!full && paused) {
            consumer.resume(consumer.paused());
            paused = false;
        }
    }

    private void commit() {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        partitions.forEach((partition, state) -> {
            if (state.hasNews()) {
                offsets.put(partition, new OffsetAndMetadata(state.committable()));
            }
        });
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
            offsets.forEach((partition, offset) -> {
                var state = partitions.get(partition);
                if (state != null) {
                    state.markCommitted(offset.offset());
                }
            });
        } catch (CommitFailedException | RebalanceInProgressException e) {
            log.info(
                    "Offsets not committed, the group is rebalancing; finished records may come again and change nothing");
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        log.info("assigned={}; their records begin at the committed offsets", assigned);
    }

    /// What is finished is committed; what still runs goes on, but its result no longer moves an offset here.
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        settleAndCommit();
        revoked.forEach(partitions::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        lost.forEach(partitions::remove);
    }

    private record Finished(PartitionState state, long offset, boolean done) {}
}
