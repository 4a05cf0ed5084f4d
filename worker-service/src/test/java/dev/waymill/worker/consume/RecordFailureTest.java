package dev.waymill.worker.consume;

import static dev.waymill.worker.consume.SteppedConsumer.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Records whose handler throws.
class RecordFailureTest {
    private final SteppedConsumer consumer = new SteppedConsumer();

    @Test
    void a_record_whose_handler_throws_becomes_a_dead_letter_and_the_offset_moves_on() {
        consumer.start(Order.NONE, 100, ZERO);
        consumer.handler.failing.add("bad");
        consumer.deliver(ZERO, "bad", "good");
        consumer.tick();

        consumer.runAll();
        consumer.settle();

        assertThat(consumer.handler.deadLetters).containsExactly("bad");
        assertThat(consumer.committed(ZERO).offset()).isEqualTo(2);
    }

    @Test
    void a_record_whose_dead_letter_cannot_be_published_stays_unfinished_and_runs_again_later() {
        consumer.start(Order.NONE, 100, ZERO);
        consumer.handler.failing.add("bad");
        consumer.handler.unpublishable.add("bad");
        consumer.deliver(ZERO, "bad", "good");
        consumer.tick();
        consumer.runAll();
        consumer.settle();
        assertThat(consumer.committed(ZERO).offset()).isZero();

        consumer.handler.failing.clear();
        consumer.advance(Duration.ofSeconds(5));
        consumer.tick();
        consumer.runAll();
        consumer.settle();

        assertThat(consumer.handler.handled).containsExactly("good", "bad");
        assertThat(consumer.committed(ZERO).offset()).isEqualTo(2);
    }
}
