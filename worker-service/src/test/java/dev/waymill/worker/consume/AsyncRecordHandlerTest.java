package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import dev.waymill.worker.consume.RecordConsumer.ConsumerContext;
import dev.waymill.worker.consume.pool.AsyncPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// Asynchronous handlers: what is committed, and when, is the same as for synchronous ones. The test completes
/// their stages.
class AsyncRecordHandlerTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);

    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");
    private final Handler handler = new Handler();
    private long now;

    @Test
    void a_record_finishes_with_its_stage_while_others_start() {
        var records = started(Order.NONE, 2, "a", "b", "c");
        assertThat(handler.begun.keySet()).containsExactly("a", "b");

        handler.end("b");
        settle(records);

        assertThat(handler.begun.keySet()).containsExactly("a", "b", "c");
        assertThat(committed()).isZero();
        handler.end("a");
        handler.end("c");
        settle(records);
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void records_of_one_key_start_one_after_the_other() {
        var records = started(Order.KEY, 10, "k:1", "k:2", "other:1");
        assertThat(handler.begun.keySet()).containsExactly("k:1", "other:1");

        handler.end("k:1");
        settle(records);

        assertThat(handler.begun.keySet()).containsExactly("k:1", "other:1", "k:2");
    }

    @Test
    void a_failed_stage_dead_letters_its_record_and_the_offset_advances() {
        var records = started(Order.NONE, 10, "bad", "good");
        handler.end("good");

        handler.fail("bad", new IllegalStateException("no answer"));

        await().untilAsserted(() -> {
            settle(records);
            assertThat(committed()).isEqualTo(2);
        });
        assertThat(handler.givenUp).containsExactly("bad no answer");
    }

    @Test
    void a_handler_that_throws_dead_letters_its_record() {
        var records = started(Order.NONE, 10, "thrown");

        await().untilAsserted(() -> {
            settle(records);
            assertThat(committed()).isEqualTo(1);
        });
        assertThat(handler.givenUp).containsExactly("thrown at once");
    }

    @Test
    void a_record_with_a_cancelled_stage_starts_again() {
        var records = started(Order.NONE, 10, "a");

        Objects.requireNonNull(handler.begun.remove("a")).cancel(true);
        settle(records);
        assertThat(committed()).isZero();
        now += Duration.ofSeconds(10).toNanos();
        settle(records);

        handler.end("a");
        settle(records);
        assertThat(committed()).isEqualTo(1);
        assertThat(handler.givenUp).isEmpty();
    }

    @Test
    void a_stage_that_ends_after_revocation_commits_nothing() {
        var records = started(Order.NONE, 10, "a");
        kafka.rebalance(List.of(new TopicPartition("t", 1)));

        handler.end("a");
        settle(records);

        assertThat(committed()).isZero();
    }

    private RecordConsumer started(Order order, int parallelism, String... values) {
        var properties = new ConsumeProperties(
                order,
                Threads.VIRTUAL,
                1,
                parallelism,
                0,
                100,
                64,
                "",
                new Commit(Duration.ofMillis(200), 4096),
                new Bounds(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(1)));
        var pool = new AsyncPool(Runnable::run, parallelism);
        var records = new RecordConsumer(
                kafka,
                new ConsumerContext(
                        properties,
                        handler,
                        new ConsumeMetrics(new SimpleMeterRegistry()),
                        pool,
                        pool::parallelism,
                        () -> now));
        kafka.updateBeginningOffsets(Map.of(ZERO, 0L, new TopicPartition("t", 1), 0L));
        kafka.rebalance(List.of(ZERO));
        long offset = 0;
        for (var value : values) {
            var key = value.split(":", -1)[0];
            kafka.addRecord(new ConsumerRecord<>("t", 0, offset++, key, value.getBytes(StandardCharsets.UTF_8)));
        }
        records.tick();
        return records;
    }

    private void settle(RecordConsumer records) {
        now += Duration.ofSeconds(1).toNanos();
        records.tick();
    }

    private long committed() {
        return Objects.requireNonNull(kafka.committed(Set.of(ZERO)).get(ZERO)).offset();
    }

    private static final class Handler implements AsyncRecordHandler {
        final Map<String, CompletableFuture<Void>> begun = new LinkedHashMap<>();
        final List<String> givenUp = new CopyOnWriteArrayList<>();

        @Override
        public String topic() {
            return "t";
        }

        @Override
        public CompletionStage<?> start(ConsumerRecord<String, byte[]> record) {
            var value = new String(record.value(), StandardCharsets.UTF_8);
            if (value.equals("thrown")) {
                throw new IllegalStateException("at once");
            }
            var stage = new CompletableFuture<Void>();
            begun.put(value, stage);
            return stage;
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
            givenUp.add(new String(record.value(), StandardCharsets.UTF_8) + " " + why.getMessage());
        }

        void end(String value) {
            Objects.requireNonNull(begun.get(value)).complete(null);
        }

        void fail(String value, Exception why) {
            Objects.requireNonNull(begun.get(value)).completeExceptionally(why);
        }
    }
}
