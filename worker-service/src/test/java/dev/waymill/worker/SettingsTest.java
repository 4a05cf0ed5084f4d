package dev.waymill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

class SettingsTest {
    @Test
    void a_new_consumer_group_starts_at_the_earliest_offset() throws Exception {
        var settings = new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yml"));

        assertThat(settings.getFirst().getProperty("spring.kafka.consumer.auto-offset-reset"))
                .hasToString("earliest");
    }

    @Test
    void a_heartbeat_waits_for_kafka_less_than_the_schedulers_silence_limit() throws Exception {
        var settings = new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yml"));

        assertThat(settings.getFirst().getProperty("spring.kafka.producer.properties.request.timeout.ms"))
                .hasToString("5000");
    }
}
