package dev.waymill.worker.consume;

import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import dev.waymill.worker.consume.RecordConsumer.ConsumerContext;
import dev.waymill.worker.consume.offset.OffsetMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// One random history of the whole bookkeeping over three partitions: polls, records that run in any order,
/// handlers that throw, commits that fail, rebalances and restarts.
final class EngineHistory implements RecordHandler {
    private static final int RECORDS = 25;

    private final Random random;
    private final Order order;
    private final ConsumeProperties properties;
    private final Map<TopicPartition, BitSet> logs = new HashMap<>();
    private final Map<TopicPartition, BitSet> done = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> broker = new HashMap<>();
    private final Map<TopicPartition, BitSet> finishedAtBroker = new HashMap<>();
    private final Map<TopicPartition, Long> delivered = new HashMap<>();
    private final List<Runnable> turns = new ArrayList<>();
    private boolean quiet;
    private long now;
    private Kafka kafka = new Kafka();
    private RecordConsumer records;

    EngineHistory(long seed) {
        random = new Random(seed);
        order = Order.values()[random.nextInt(3)];
        properties = new ConsumeProperties(
                order,
                Threads.VIRTUAL,
                1,
                1 + random.nextInt(20),
                0,
                0,
                1,
                "",
                new Commit(Duration.ofNanos(2), random.nextBoolean() ? 64 : 4096),
                new Bounds(Duration.ofNanos(1), Duration.ZERO, Duration.ofNanos(3), Duration.ofDays(1)));
        for (int partition = 0; partition < 3; partition++) {
            var log = new BitSet();
            int offset = 0;
            for (int i = 0; i < RECORDS; i++) {
                log.set(offset);
                offset += 1 + random.nextInt(i % 5 == 0 ? 300 : 2);
            }
            var name = new TopicPartition("t", partition);
            logs.put(name, log);
            done.put(name, new BitSet());
            finishedAtBroker.put(name, new BitSet());
        }
        records = begin();
    }

    void step() {
        now++;
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> deliver();
            case 3, 4, 5, 6, 7 -> runTurn();
            case 8, 9 -> records.tick();
            case 10 -> assign(random.nextInt(8));
            default -> {
                if (random.nextInt(4) == 0) {
                    restart();
                }
            }
        }
    }

    /// Runs to the end without further disturbances.
    void end() {
        quiet = true;
        assign(7);
        for (int i = 0; i < 2_000 && !isOver(); i++) {
            now += 5;
            deliver();
            while (!turns.isEmpty()) {
                runTurn();
            }
        }
        check(isOver(), "it never ends: " + broker + " of " + logs + " with " + done);
    }

    @Override
    public String topic() {
        return "t";
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) {
        int offset = (int) record.offset();
        check(!at(finishedAtBroker, record).get(offset), "ran again: " + record.partition() + "@" + offset);
        if (!quiet && random.nextInt(6) == 0) {
            throw new IllegalStateException("Handler");
        }
        at(done, record).set(offset);
    }

    @Override
    public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
        if (why instanceof AssertionError failed) {
            throw failed;
        }
        if (random.nextBoolean()) {
            throw new IllegalStateException("Dead letters");
        }
        at(done, record).set((int) record.offset());
    }

    private static BitSet at(Map<TopicPartition, BitSet> sets, ConsumerRecord<?, ?> record) {
        return sets.getOrDefault(new TopicPartition(record.topic(), record.partition()), new BitSet());
    }

    private void deliver() {
        for (var partition : kafka.assignment()) {
            if (!kafka.paused().contains(partition)) {
                deliver(partition, random.nextInt(12));
            }
        }
        records.tick();
    }

    private void deliver(TopicPartition partition, int most) {
        var log = logs.getOrDefault(partition, new BitSet());
        long from = delivered.getOrDefault(partition, 0L);
        int offset = log.nextSetBit((int) from);
        for (int i = 0; i < most && offset >= 0; i++) {
            kafka.addRecord(new ConsumerRecord<>("t", partition.partition(), offset, "key-" + offset % 4, new byte[0]));
            delivered.put(partition, offset + 1L);
            offset = log.nextSetBit(offset + 1);
        }
    }

    private void runTurn() {
        if (!turns.isEmpty()) {
            turns.remove(random.nextInt(turns.size())).run();
        }
    }

    /// @param mask the partitions assigned from now on, as bits
    private void assign(int mask) {
        var before = kafka.assignment();
        var mine = logs.keySet().stream()
                .filter(each -> (mask >> each.partition() & 1) == 1)
                .collect(Collectors.toSet());
        kafka.rebalance(mine);
        for (var partition : mine) {
            if (!before.contains(partition)) {
                kafka.seek(
                        partition,
                        broker.getOrDefault(partition, new OffsetAndMetadata(0)).offset());
            }
            // Records that the client had fetched and not yet returned are lost in the rebalance.
            delivered.put(partition, kafka.position(partition));
        }
    }

    private void restart() {
        turns.clear();
        kafka = new Kafka();
        records = begin();
        assign(random.nextInt(8));
    }

    private RecordConsumer begin() {
        kafka.updateBeginningOffsets(logs.keySet().stream().collect(Collectors.toMap(each -> each, _ -> 0L)));
        var terms = new ConsumerContext(
                properties,
                this,
                new ConsumeMetrics(new SimpleMeterRegistry()),
                turns::add,
                properties::concurrency,
                () -> now);
        return new RecordConsumer(kafka, terms);
    }

    private boolean isOver() {
        return logs.entrySet().stream().allMatch(each -> {
            var committed = broker.get(each.getKey());
            return committed != null && committed.offset() == each.getValue().length();
        });
    }

    private void apply(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            var log = logs.getOrDefault(partition, new BitSet());
            var open = (BitSet) log.clone();
            open.andNot(done.getOrDefault(partition, new BitSet()));
            int firstOpen = open.isEmpty() ? Integer.MAX_VALUE : open.nextSetBit(0);
            check(offset.offset() <= firstOpen, partition + " passed " + firstOpen + ": " + offset);
            check(offset.metadata().length() <= properties.commit().metadataBytes(), "too long: " + offset);
            var beyond =
                    OffsetMetadata.decode(offset.metadata(), offset.offset()).orElseThrow();
            var finished = new BitSet();
            finished.set(0, (int) beyond.horizon());
            for (long each : beyond.unfinished()) {
                finished.clear((int) each);
            }
            check(!open.intersects(finished), partition + " claims unfinished ones: " + offset);
            var forgotten = (BitSet)
                    finishedAtBroker.getOrDefault(partition, new BitSet()).clone();
            forgotten.and(log);
            forgotten.andNot(finished);
            check(forgotten.isEmpty(), partition + " forgot " + forgotten);
            broker.put(partition, offset);
            finishedAtBroker.put(partition, finished);
        });
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /// A consumer whose commits reach the model, or fail.
    private final class Kafka extends MockConsumer<String, byte[]> {
        private Kafka() {
            super("earliest");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            if (!quiet && random.nextInt(4) == 0) {
                callback.onComplete(offsets, new KafkaException("Commit"));
            } else {
                apply(offsets);
                callback.onComplete(offsets, null);
            }
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration longest) {
            if (!quiet && random.nextInt(4) == 0) {
                throw new KafkaException("Commit");
            }
            apply(offsets);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            var known = new HashMap<>(broker);
            known.keySet().retainAll(partitions);
            return known;
        }
    }
}
