package dev.waymill.worker.consume;

import static dev.waymill.worker.consume.SteppedConsumer.ONE;
import static dev.waymill.worker.consume.SteppedConsumer.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/// Partitions that are revoked or lost, and stops during a rebalance.
class ConsumerRebalanceTest {
    private final SteppedConsumer consumer = new SteppedConsumer();

    @Test
    void a_result_that_arrives_after_its_partition_was_revoked_moves_no_offset() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a");
        consumer.tick();
        consumer.handler.duringHandle = () -> consumer.kafka.rebalance(List.of(ONE));

        consumer.run(0);
        consumer.settle();

        assertThat(consumer.handler.handled).containsExactly("a");
        assertThat(consumer.committed(ZERO).offset()).isZero();
    }

    @Test
    void an_unstarted_record_of_a_revoked_partition_does_not_start() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a");
        consumer.tick();

        consumer.kafka.rebalance(List.of(ONE));
        consumer.runAll();
        consumer.settle();

        assertThat(consumer.handler.handled).isEmpty();
    }

    @Test
    void refused_commit_metadata_is_shortened_at_once_when_a_partition_is_revoked() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a", "b", "c");
        consumer.tick();
        consumer.run(1);
        consumer.kafka.longestMetadata = 0;

        consumer.kafka.rebalance(List.of(ONE));

        assertThat(consumer.committed(ZERO)).isEqualTo(new OffsetAndMetadata(0, ""));
        assertThat(consumer.counter("unheld")).isEqualTo(1);
    }

    @Test
    void records_that_ran_on_a_lost_partition_are_counted_and_not_committed() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a", "b");
        consumer.tick();
        consumer.run(0);
        consumer.handler.duringHandle = () -> consumer.kafka.lose(ZERO);

        consumer.run(0);

        assertThat(consumer.kafka.committed(Set.of(ZERO))).doesNotContainEntry(ZERO, new OffsetAndMetadata(1, ""));
        assertThat(consumer.counter("lost")).isEqualTo(1);
        assertThat(consumer.counter("repeatable")).isEqualTo(2);
    }

    @Test
    void a_stop_during_a_rebalance_waits_for_its_end_and_then_commits() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a");
        consumer.tick();
        consumer.run(0);
        consumer.kafka.openRebalance = 3;

        consumer.drain();

        assertThat(consumer.committed(ZERO).offset()).isEqualTo(1);
        assertThat(consumer.counter("repeatable")).isZero();
    }

    @Test
    void a_stop_waits_a_limited_time_for_its_commit_and_counts_records_that_may_run_again() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "a", "b");
        consumer.tick();
        consumer.run(0);
        consumer.kafka.openRebalance = Integer.MAX_VALUE;
        consumer.kafka.duringPoll = () -> consumer.advance(Duration.ofMillis(100));

        consumer.drain();

        assertThat(consumer.counter("repeatable")).isEqualTo(1);
        assertThat(consumer.elapsed()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
