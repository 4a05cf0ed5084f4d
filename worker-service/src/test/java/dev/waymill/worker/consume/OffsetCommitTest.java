package dev.waymill.worker.consume;

import static dev.waymill.worker.consume.SteppedConsumer.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/// Which offset and which metadata are committed, and what they mean to the next owner.
class OffsetCommitTest {
    private final SteppedConsumer consumer = new SteppedConsumer();

    @Test
    void nothing_is_committed_beyond_an_unfinished_record() {
        consumer.start(Order.NONE, 100, ZERO);
        consumer.deliver(ZERO, "a", "b", "c");
        consumer.tick();

        consumer.run(2);
        consumer.run(1);
        consumer.settle();

        assertThat(consumer.committed(ZERO).offset()).isZero();
        assertThat(consumer.committedMetadata(ZERO).unfinished()).containsExactly(0);
        consumer.run(0);
        consumer.settle();
        assertThat(consumer.committed(ZERO)).isEqualTo(new OffsetAndMetadata(3, ""));
    }

    @Test
    void a_record_finished_beyond_the_watermark_does_not_run_again_on_the_next_owner() {
        consumer.start(Order.NONE, 100, ZERO);
        consumer.deliver(ZERO, "a", "b", "c");
        consumer.tick();
        consumer.run(1);
        consumer.settle();

        consumer.kafka.rebalance(List.of());
        consumer.kafka.rebalance(List.of(ZERO));
        consumer.kafka.seek(ZERO, 0);
        consumer.waiting.clear();
        consumer.deliver(ZERO, "a", "b", "c");
        consumer.tick();
        consumer.runAll();

        assertThat(consumer.handler.handled).containsExactly("b", "a", "c");
    }

    @Test
    void an_abandoned_consumer_commits_the_records_that_it_finished() {
        consumer.start(Order.NONE, 100, ZERO);
        consumer.deliver(ZERO, "a");
        consumer.tick();
        consumer.run(0);

        consumer.abandon();

        assertThat(consumer.committed(ZERO).offset()).isEqualTo(1);
    }

    @Test
    void a_partition_whose_position_is_reset_starts_over() {
        consumer.start(Order.NONE, 100, ZERO);
        consumer.deliver(ZERO, "a", "b");
        consumer.tick();
        consumer.run(0);

        consumer.kafka.seek(ZERO, 0);
        consumer.deliver(ZERO, "a again");
        consumer.tick();
        consumer.runAll();
        consumer.settle();

        assertThat(consumer.handler.handled).contains("a again");
        assertThat(consumer.committed(ZERO).offset()).isEqualTo(1);
    }

    @Test
    void foreign_metadata_is_ignored() {
        consumer.start(Order.NONE, 100);
        consumer.kafka.updateBeginningOffsets(Map.of(ZERO, 0L));
        consumer.kafka.commitSync(Map.of(ZERO, new OffsetAndMetadata(0, "somebody else's")));

        consumer.kafka.rebalance(List.of(ZERO));
        consumer.kafka.seek(ZERO, 0);
        consumer.deliver(ZERO, "a");
        consumer.tick();
        consumer.runAll();

        assertThat(consumer.handler.handled).containsExactly("a");
    }
}
