package dev.waymill.worker.consume;

import static dev.waymill.worker.consume.SteppedConsumer.ONE;
import static dev.waymill.worker.consume.SteppedConsumer.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.worker.consume.ConsumeProperties.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The meters of an assigned partition.
class ConsumeMetricsTest {
    private final SteppedConsumer consumer = new SteppedConsumer();

    @Test
    void a_partition_has_gauges_while_it_is_assigned() {
        consumer.start(Order.NONE, 100, ZERO, ONE);
        consumer.deliver(ZERO, "stuck", "b", "c");
        consumer.tick();
        consumer.run(1);
        consumer.run(1);
        consumer.advance(Duration.ofSeconds(89));
        consumer.settle();

        assertThat(gauge("in.flight")).isEqualTo(1);
        assertThat(gauge("watermark")).isZero();
        assertThat(gauge("spread")).isEqualTo(3);
        assertThat(gauge("oldest.seconds")).isEqualTo(90);

        consumer.kafka.rebalance(List.of(ONE));
        assertThat(consumer.registry
                        .find("waymill.consume.in.flight")
                        .tag("partition", "0")
                        .gauge())
                .isNull();
    }

    private double gauge(String name) {
        return consumer.registry
                .get("waymill.consume." + name)
                .tag("partition", "0")
                .gauge()
                .value();
    }
}
