package dev.waymill.worker.consume;

import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import dev.waymill.worker.consume.RecordConsumer.ConsumerContext;
import dev.waymill.worker.consume.offset.OffsetMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;

/// A record consumer on a mocked broker, driven step by step: the test sets what the broker delivers, and decides
/// which records run, and in which order.
final class SteppedConsumer {
    static final TopicPartition ZERO = new TopicPartition("t", 0);
    static final TopicPartition ONE = new TopicPartition("t", 1);

    final Kafka kafka = new Kafka();
    final Handler handler = new Handler();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    /// The records that were started and have not run.
    final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable RecordConsumer consumer;
    private long now;

    /// Creates the consumer and assigns it the partitions.
    void start(Order order, int inFlight, TopicPartition... partitions) {
        var properties = new ConsumeProperties(
                order,
                Threads.VIRTUAL,
                1,
                inFlight,
                0,
                0,
                64,
                "",
                new Commit(Duration.ofMillis(200), 4096),
                new Bounds(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(1)));
        consumer = new RecordConsumer(
                kafka,
                new ConsumerContext(
                        properties, handler, new ConsumeMetrics(registry), waiting::add, () -> inFlight, () -> now));
        kafka.updateBeginningOffsets(Arrays.stream(partitions).collect(Collectors.toMap(each -> each, _ -> 0L)));
        kafka.rebalance(List.of(partitions));
    }

    /// Adds records to the partition. The part of each value before the colon is its record's key.
    void deliver(TopicPartition partition, String... values) {
        long offset = kafka.position(partition);
        for (var value : values) {
            kafka.addRecord(new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    offset++,
                    value.split(":")[0],
                    value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    void tick() {
        consumer().tick();
    }

    /// Settles completed records, and commits them as soon as a commit is due.
    void settle() {
        advance(Duration.ofSeconds(1));
        tick();
    }

    void drain() {
        consumer().drain(() -> {});
    }

    void abandon() {
        consumer().abandon();
    }

    /// Runs one of the waiting records.
    ///
    /// @param place counted from 0 in the order in which they were started
    void run(int place) {
        var all = new ArrayList<>(waiting);
        var task = all.remove(place);
        waiting.clear();
        waiting.addAll(all);
        task.run();
    }

    void runAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    void advance(Duration time) {
        now += time.toNanos();
    }

    /// The time since the start, as the consumer's clock shows it.
    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    OffsetAndMetadata committed(TopicPartition partition) {
        return Objects.requireNonNull(kafka.committed(Set.of(partition)).get(partition));
    }

    OffsetMetadata committedMetadata(TopicPartition partition) {
        var committed = committed(partition);
        return OffsetMetadata.decode(committed.metadata(), committed.offset()).orElseThrow();
    }

    double counter(String name) {
        return registry.get("waymill.consume." + name).counter().count();
    }

    private RecordConsumer consumer() {
        return Objects.requireNonNull(consumer, "not started");
    }

    /// A broker that can delay rebalances and refuse commits.
    static final class Kafka extends MockConsumer<String, byte[]> {
        /// How many polls the rebalance takes; until it is over, every commit is refused.
        int openRebalance;
        int longestMetadata = Integer.MAX_VALUE;
        Runnable duringPoll = () -> {};
        private @Nullable ConsumerRebalanceListener listener;

        Kafka() {
            super("earliest");
        }

        void lose(TopicPartition partition) {
            Objects.requireNonNull(listener).onPartitionsLost(List.of(partition));
        }

        @Override
        public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener itsListener) {
            listener = itsListener;
            super.subscribe(topics, itsListener);
        }

        @Override
        public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
            openRebalance = Math.max(0, openRebalance - 1);
            duringPoll.run();
            return super.poll(timeout);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration longest) {
            if (openRebalance > 0) {
                throw new RebalanceInProgressException();
            }
            if (offsets.values().stream().anyMatch(offset -> offset.metadata().length() > longestMetadata)) {
                throw new OffsetMetadataTooLarge();
            }
            super.commitSync(offsets, longest);
        }
    }

    /// Records what it handles, and fails for chosen values.
    static final class Handler implements RecordHandler {
        final List<String> handled = new ArrayList<>();
        final List<String> deadLetters = new ArrayList<>();
        /// Values for which the handler throws.
        final Set<String> failing = new HashSet<>();
        /// Values whose dead letter cannot be published.
        final Set<String> unpublishable = new HashSet<>();
        Runnable duringHandle = () -> {};

        @Override
        public String topic() {
            return "t";
        }

        @Override
        public void handle(ConsumerRecord<String, byte[]> record) {
            var value = new String(record.value(), StandardCharsets.UTF_8);
            duringHandle.run();
            if (failing.contains(value)) {
                throw new StackOverflowError(value);
            }
            handled.add(value);
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
            var value = new String(record.value(), StandardCharsets.UTF_8);
            if (unpublishable.contains(value)) {
                throw new IllegalStateException("No dead letters today");
            }
            deadLetters.add(value);
        }
    }
}
