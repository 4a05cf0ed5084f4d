package dev.waymill.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {
    @ParameterizedTest
    @MethodSource("dev.waymill.events.Topics#all")
    void every_topic_sets_its_own_retention(String name) {
        var settings = Topics.create(name).configs();

        var kept = Duration.ofMillis(Long.parseLong(settings.get("retention.ms")));
        assertThat(kept).isBetween(Duration.ofDays(7), Duration.ofDays(30));
        assertThat(Duration.ofMillis(Long.parseLong(settings.get("segment.ms"))))
                .isLessThanOrEqualTo(Duration.ofDays(1));
        assertThat(settings)
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("message.timestamp.type", "LogAppendTime");
    }
}
