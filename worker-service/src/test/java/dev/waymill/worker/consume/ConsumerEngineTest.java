package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsumerEngineTest {

    private volatile boolean broken;
    private final ConsumerEngine engine = new ConsumerEngine(
            new ConsumeProperties(
                    Order.NONE,
                    Threads.VIRTUAL,
                    2,
                    4,
                    0,
                    0,
                    64,
                    "",
                    new Commit(Duration.ofMillis(100), 4096),
                    new Bounds(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(1))),
            new Nothing(),
            _ -> consumer(),
            new SimpleMeterRegistry());

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void an_error_ends_no_poll_thread_and_shows_in_health_until_recovery() {
        broken = true;
        engine.start();
        await().until(() -> engine.health().error().contains("a class is gone"));
        assertThat(engine.health().alive()).isEqualTo(2);

        broken = false;

        await().until(() -> engine.health().error().isEmpty());
        assertThat(engine.health().isHealthy()).isTrue();
    }

    @Test
    void a_stopped_engine_is_not_healthy() {
        engine.start();
        await().until(() -> engine.health().isHealthy());

        engine.stop();

        assertThat(engine.health().alive()).isZero();
        assertThat(engine.health().isHealthy()).isFalse();
    }

    @Test
    void stalled_failing_or_missing_poll_threads_are_not_healthy() {
        assertThat(new EngineHealth(2, 2, Duration.ofSeconds(60), "").isHealthy())
                .isTrue();
        assertThat(new EngineHealth(2, 2, Duration.ofSeconds(120), "").isHealthy())
                .isFalse();
        assertThat(new EngineHealth(2, 2, Duration.ofSeconds(2), "broke once").isHealthy())
                .isTrue();
        assertThat(new EngineHealth(2, 2, Duration.ofSeconds(20), "breaks").isHealthy())
                .isFalse();
        assertThat(new EngineHealth(2, 1, Duration.ZERO, "").isHealthy()).isFalse();
    }

    private Consumer<String, byte[]> consumer() {
        if (broken) {
            throw new NoClassDefFoundError("a class is gone");
        }
        return new MockConsumer<>("earliest");
    }

    private static final class Nothing implements RecordHandler {
        @Override
        public String topic() {
            return "t";
        }

        @Override
        public void handle(ConsumerRecord<String, byte[]> record) {}

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {}
    }
}
