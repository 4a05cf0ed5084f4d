package dev.waymill.worker.consume;

import static dev.waymill.worker.consume.SteppedConsumer.ONE;
import static dev.waymill.worker.consume.SteppedConsumer.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which records run at the same time, and which wait.
class RecordOrderTest {
    private final SteppedConsumer consumer = new SteppedConsumer();

    @Test
    void records_of_a_key_run_one_after_the_other_and_other_keys_do_not_wait() {
        consumer.start(Order.KEY, 100, ZERO);
        consumer.handler.failing.add("x:1");
        consumer.handler.unpublishable.add("x:1");
        consumer.deliver(ZERO, "x:1", "x:2", "y:1");
        consumer.tick();

        consumer.runAll();
        consumer.settle();
        assertThat(consumer.handler.handled).containsExactly("y:1");

        consumer.handler.failing.clear();
        consumer.advance(Duration.ofSeconds(5));
        consumer.tick();
        consumer.runAll();
        consumer.settle();

        assertThat(consumer.handler.handled).containsExactly("y:1", "x:1", "x:2");
    }

    @Test
    void records_of_a_partition_run_one_after_the_other_when_configured() {
        consumer.start(Order.PARTITION, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a", "b", "c");
        consumer.deliver(ONE, "x");
        consumer.tick();

        assertThat(consumer.waiting).hasSize(2);
        consumer.runAll();

        assertThat(consumer.handler.handled.stream().filter(each -> !each.equals("x")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void records_in_flight_stay_within_the_limit_and_a_busy_partition_leaves_room_for_the_others() {
        consumer.start(Order.NONE, 10, ZERO, ONE);
        consumer.deliver(ZERO, IntStream.range(0, 50).mapToObj(i -> "zero-" + i).toArray(String[]::new));
        consumer.deliver(ONE, "one-0", "one-1");
        consumer.tick();

        assertThat(consumer.waiting).hasSize(10);
        assertThat(consumer.kafka.paused()).isEmpty();
        consumer.tick();
        assertThat(consumer.kafka.paused()).contains(ZERO);
        consumer.runAll();

        assertThat(consumer.handler.handled).contains("one-0", "one-1");
    }

    @Test
    void a_paused_partition_resumes_when_its_backlog_is_gone() {
        consumer.start(Order.NONE, 10, ZERO);
        consumer.deliver(ZERO, IntStream.range(0, 15).mapToObj(i -> "r" + i).toArray(String[]::new));
        consumer.tick();
        consumer.tick();
        assertThat(consumer.kafka.paused()).containsExactly(ZERO);

        consumer.runAll();
        consumer.tick();
        consumer.tick();

        assertThat(consumer.kafka.paused()).isEmpty();
        consumer.runAll();
        assertThat(consumer.handler.handled).hasSize(15);
    }
}
