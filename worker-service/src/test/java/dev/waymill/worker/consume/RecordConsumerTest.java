package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The bookkeeping, step by step: the test sets what the consumer delivers, and decides which records run, and
/// in which order.
class RecordConsumerTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);

    private final Kafka kafka = new Kafka();
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final Handler handler = new Handler();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now;

    @Test
    void nothing_is_committed_beyond_an_unfinished_record() {
        var records = started(Order.NONE, 100, ZERO);
        deliver(ZERO, "a", "b", "c");
        records.tick();

        run(2);
        run(1);
        settle(records);

        assertThat(committed(ZERO).offset()).isZero();
        assertThat(known(ZERO).unfinished()).containsExactly(0);
        run(0);
        settle(records);
        assertThat(committed(ZERO)).isEqualTo(new OffsetAndMetadata(3, ""));
    }

    @Test
    void what_finished_beyond_the_watermark_does_not_run_on_the_next_owner() {
        var records = started(Order.NONE, 100, ZERO);
        deliver(ZERO, "a", "b", "c");
        records.tick();
        run(1);
        settle(records);

        kafka.rebalance(List.of());
        kafka.rebalance(List.of(ZERO));
        kafka.seek(ZERO, 0);
        turns.clear();
        deliver(ZERO, "a", "b", "c");
        records.tick();
        runAll();

        assertThat(handler.handled).containsExactly("b", "a", "c");
    }

    @Test
    void a_result_that_comes_after_the_partition_went_moves_nothing() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "a");
        records.tick();
        handler.duringHandle = () -> kafka.rebalance(List.of(ONE));

        run(0);
        settle(records);

        assertThat(handler.handled).containsExactly("a");
        assertThat(committed(ZERO).offset()).isZero();
    }

    @Test
    void a_stop_in_the_middle_of_a_rebalance_waits_for_its_end_and_commits_then() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "a");
        records.tick();
        run(0);
        kafka.openRebalance = 3;

        records.drain(() -> {});

        assertThat(committed(ZERO).offset()).isEqualTo(1);
        assertThat(counter("repeatable")).isZero();
    }

    @Test
    void a_stop_waits_for_a_commit_only_so_long_and_counts_what_may_run_again() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "a", "b");
        records.tick();
        run(0);
        kafka.openRebalance = Integer.MAX_VALUE;
        kafka.duringPoll = () -> now += Duration.ofMillis(100).toNanos();

        records.drain(() -> {});

        assertThat(counter("repeatable")).isEqualTo(1);
        assertThat(now)
                .isBetween(
                        Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(2).toNanos());
    }

    @Test
    void a_commit_whose_metadata_the_broker_refuses_is_made_shorter_at_once_when_a_partition_leaves() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "a", "b", "c");
        records.tick();
        run(1);
        kafka.longestMetadata = 0;

        kafka.rebalance(List.of(ONE));

        assertThat(committed(ZERO)).isEqualTo(new OffsetAndMetadata(0, ""));
        assertThat(counter("unheld")).isEqualTo(1);
    }

    @Test
    void what_a_consumer_that_broke_had_finished_is_committed() {
        var records = started(Order.NONE, 100, ZERO);
        deliver(ZERO, "a");
        records.tick();
        run(0);

        records.abandon();

        assertThat(committed(ZERO).offset()).isEqualTo(1);
    }

    @Test
    void what_ran_on_a_lost_partition_is_counted_and_not_committed() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "a", "b");
        records.tick();
        run(0);
        handler.duringHandle = () -> kafka.lose(ZERO);

        run(0);

        assertThat(kafka.committed(Set.of(ZERO))).doesNotContainEntry(ZERO, new OffsetAndMetadata(1, ""));
        assertThat(counter("lost")).isEqualTo(1);
        assertThat(counter("repeatable")).isEqualTo(2);
    }

    @Test
    void a_record_of_a_revoked_partition_that_nobody_began_does_not_begin() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "a");
        records.tick();

        kafka.rebalance(List.of(ONE));
        runAll();
        settle(records);

        assertThat(handler.handled).isEmpty();
    }

    @Test
    void a_record_whose_handler_throws_is_given_up_and_the_offset_moves_on() {
        var records = started(Order.NONE, 100, ZERO);
        handler.broken.add("bad");
        deliver(ZERO, "bad", "good");
        records.tick();

        runAll();
        settle(records);

        assertThat(handler.givenUp).containsExactly("bad");
        assertThat(committed(ZERO).offset()).isEqualTo(2);
    }

    @Test
    void a_record_that_cannot_even_be_given_up_stays_unfinished_and_comes_again_later() {
        var records = started(Order.NONE, 100, ZERO);
        handler.broken.add("bad");
        handler.hopeless.add("bad");
        deliver(ZERO, "bad", "good");
        records.tick();
        runAll();
        settle(records);
        assertThat(committed(ZERO).offset()).isZero();

        handler.broken.clear();
        now += Duration.ofSeconds(5).toNanos();
        records.tick();
        runAll();
        settle(records);

        assertThat(handler.handled).containsExactly("good", "bad");
        assertThat(committed(ZERO).offset()).isEqualTo(2);
    }

    @Test
    void records_of_a_key_run_one_after_the_other_and_other_keys_do_not_wait() {
        var records = started(Order.KEY, 100, ZERO);
        handler.broken.add("x:1");
        handler.hopeless.add("x:1");
        deliver(ZERO, "x:1", "x:2", "y:1");
        records.tick();

        runAll();
        settle(records);
        assertThat(handler.handled).containsExactly("y:1");

        handler.broken.clear();
        now += Duration.ofSeconds(5).toNanos();
        records.tick();
        runAll();
        settle(records);

        assertThat(handler.handled).containsExactly("y:1", "x:1", "x:2");
    }

    @Test
    void records_of_a_partition_run_in_their_order_if_asked_for() {
        var records = started(Order.PARTITION, 100, ZERO, ONE);
        deliver(ZERO, "a", "b", "c");
        deliver(ONE, "x");
        records.tick();

        assertThat(turns).hasSize(2);
        runAll();

        assertThat(handler.handled.stream().filter(each -> !each.equals("x"))).containsExactly("a", "b", "c");
    }

    @Test
    void no_more_is_in_flight_than_allowed_and_a_busy_partition_leaves_room_for_the_others() {
        var records = started(Order.NONE, 10, ZERO, ONE);
        deliver(ZERO, IntStream.range(0, 50).mapToObj(i -> "zero-" + i).toArray(String[]::new));
        deliver(ONE, "one-0", "one-1");
        records.tick();

        assertThat(turns).hasSize(10);
        assertThat(kafka.paused()).isEmpty();
        records.tick();
        assertThat(kafka.paused()).contains(ZERO);
        runAll();

        assertThat(handler.handled).contains("one-0", "one-1");
    }

    @Test
    void a_partition_that_was_paused_goes_on_when_its_backlog_is_gone() {
        var records = started(Order.NONE, 10, ZERO);
        deliver(ZERO, IntStream.range(0, 15).mapToObj(i -> "r" + i).toArray(String[]::new));
        records.tick();
        records.tick();
        assertThat(kafka.paused()).containsExactly(ZERO);

        runAll();
        records.tick();
        records.tick();

        assertThat(kafka.paused()).isEmpty();
        runAll();
        assertThat(handler.handled).hasSize(15);
    }

    @Test
    void a_partition_that_was_reset_begins_anew() {
        var records = started(Order.NONE, 100, ZERO);
        deliver(ZERO, "a", "b");
        records.tick();
        run(0);

        kafka.seek(ZERO, 0);
        deliver(ZERO, "a again");
        records.tick();
        runAll();
        settle(records);

        assertThat(handler.handled).contains("a again");
        assertThat(committed(ZERO).offset()).isEqualTo(1);
    }

    @Test
    void foreign_metadata_is_ignored() {
        kafka.updateBeginningOffsets(Map.of(ZERO, 0L));
        var records = records(Order.NONE, 100);
        kafka.rebalance(List.of());
        kafka.commitSync(Map.of(ZERO, new OffsetAndMetadata(0, "somebody else's")));

        kafka.rebalance(List.of(ZERO));
        kafka.seek(ZERO, 0);
        deliver(ZERO, "a");
        records.tick();
        runAll();

        assertThat(handler.handled).containsExactly("a");
    }

    @Test
    void a_partition_shows_how_it_stands_for_as_long_as_it_is_ours() {
        var records = started(Order.NONE, 100, ZERO, ONE);
        deliver(ZERO, "stuck", "b", "c");
        records.tick();
        run(1);
        run(1);
        now += Duration.ofSeconds(89).toNanos();
        settle(records);

        assertThat(gauge("in.flight")).isEqualTo(1);
        assertThat(gauge("watermark")).isZero();
        assertThat(gauge("spread")).isEqualTo(3);
        assertThat(gauge("oldest.seconds")).isEqualTo(90);

        kafka.rebalance(List.of(ONE));
        assertThat(registry.find("waymill.consume.in.flight")
                        .tag("partition", "0")
                        .gauge())
                .isNull();
    }

    private double counter(String name) {
        return registry.get("waymill.consume." + name).counter().count();
    }

    private double gauge(String name) {
        return registry.get("waymill.consume." + name)
                .tag("partition", "0")
                .gauge()
                .value();
    }

    private RecordConsumer started(Order order, int inFlight, TopicPartition... partitions) {
        var records = records(order, inFlight);
        kafka.updateBeginningOffsets(Arrays.stream(partitions).collect(Collectors.toMap(each -> each, _ -> 0L)));
        kafka.rebalance(List.of(partitions));
        return records;
    }

    private RecordConsumer records(Order order, int inFlight) {
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
        return new RecordConsumer(
                kafka,
                new ConsumerContext(
                        properties, handler, new ConsumeMetrics(registry), turns::add, () -> inFlight, () -> now));
    }

    /// The part of each value before the colon is its record's key.
    private void deliver(TopicPartition partition, String... values) {
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

    /// Runs that one of the waiting tasks.
    private void run(int place) {
        var all = new ArrayList<>(turns);
        var turn = all.remove(place);
        turns.clear();
        turns.addAll(all);
        turn.run();
    }

    private void runAll() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
    }

    /// Settles completed records, and commits them as soon as a commit is due.
    private void settle(RecordConsumer records) {
        now += Duration.ofSeconds(1).toNanos();
        records.tick();
    }

    private OffsetAndMetadata committed(TopicPartition partition) {
        return Objects.requireNonNull(kafka.committed(Set.of(partition)).get(partition));
    }

    private OffsetMetadata known(TopicPartition partition) {
        var committed = committed(partition);
        return OffsetMetadata.decode(committed.metadata(), committed.offset()).orElseThrow();
    }

    private static final class Kafka extends MockConsumer<String, byte[]> {
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

    private static final class Handler implements RecordHandler {
        final List<String> handled = new ArrayList<>();
        final List<String> givenUp = new ArrayList<>();
        final Set<String> broken = new HashSet<>();
        final Set<String> hopeless = new HashSet<>();
        Runnable duringHandle = () -> {};

        @Override
        public String topic() {
            return "t";
        }

        @Override
        public void handle(ConsumerRecord<String, byte[]> record) {
            var value = new String(record.value(), StandardCharsets.UTF_8);
            duringHandle.run();
            if (broken.contains(value)) {
                throw new StackOverflowError(value);
            }
            handled.add(value);
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
            var value = new String(record.value(), StandardCharsets.UTF_8);
            if (hopeless.contains(value)) {
                throw new IllegalStateException("No dead letters today");
            }
            givenUp.add(value);
        }
    }
}
