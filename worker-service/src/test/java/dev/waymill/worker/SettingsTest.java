package dev.waymill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

class SettingsTest {
    @Test
    void a_new_consumer_group_begins_with_what_is_there_already() throws Exception {
        var settings = new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yml"));

        assertThat(settings.getFirst().getProperty("spring.kafka.consumer.auto-offset-reset"))
                .hasToString("earliest");
    }

    @Test
    void a_heartbeat_does_not_wait_longer_for_a_broker_than_the_scheduler_bears_silence() throws Exception {
        var settings = new YamlPropertySourceLoader().load("settings", new ClassPathResource("application.yml"));

        assertThat(settings.getFirst().getProperty("spring.kafka.producer.properties.request.timeout.ms"))
                .hasToString("5000");
    }
}
