package dev.waymill.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetersByTagTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MetersByTag<Counter> counters =
            new MetersByTag<>("type", List.of("import", "noop"), type -> registry.counter("jobs", Tags.of(type)));

    @Test
    void every_value_has_a_meter_from_the_start() {
        assertThat(registry.find("jobs").counters())
                .extracting(counter -> counter.getId().getTag("type"))
                .containsExactlyInAnyOrder("import", "noop", "other");
    }

    @Test
    void an_unlisted_value_counts_as_other_however_long_it_is() {
        counters.of("import").increment();
        counters.of("x".repeat(300)).increment();
        counters.of("y").increment();

        assertThat(registry.find("jobs").counters()).hasSize(3);
        assertThat(registry.counter("jobs", "type", "import").count()).isOne();
        assertThat(registry.counter("jobs", "type", "other").count()).isEqualTo(2);
    }
}
