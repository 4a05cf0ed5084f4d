package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ConsumePropertiesTest {
    @Test
    void the_defaults_are_as_listed() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ConsumeProperties(
                        Order.NONE,
                        Threads.PLATFORM,
                        1,
                        4,
                        0,
                        4,
                        64,
                        "",
                        new Commit(Duration.ofMillis(200), 4096),
                        new Bounds(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(10))));
    }

    @Test
    void invalid_values_are_refused() {
        assertThatThrownBy(() -> bind(Map.of("waymill.consume.concurrency", "0")))
                .hasStackTraceContaining("concurrency");
    }

    private static ConsumeProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("waymill.consume", ConsumeProperties.class);
    }
}
