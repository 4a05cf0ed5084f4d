package dev.waymill.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.gateway.mqtt.SenderTopic.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderTopicTest {
    @ParameterizedTest
    @CsvSource({
        "owntracks/+/+, owntracks/anna/pixel",
        "owntracks/+/+/#, owntracks/anna/pixel",
        "owntracks/+/+/#, owntracks/anna/pixel/event",
        "home/gps/+/x/+, home/gps/anna/x/pixel",
        "$share/waymill/owntracks/+/+, owntracks/anna/pixel"
    })
    void the_first_two_wildcards_are_the_user_and_the_device(String filter, String topic) {
        assertThat(SenderTopic.of(filter).sender(topic)).contains(new Sender("anna", "pixel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"owntracks/#", "owntracks/+", "owntracks/anna/+", "#", "$share/+/owntracks/+"})
    void a_filter_without_both_is_refused(String filter) {
        assertThatThrownBy(() -> SenderTopic.of(filter)).hasMessageContaining("waymill.mqtt.topic");
    }

    @Test
    void a_topic_without_both_has_no_sender() {
        var topics = SenderTopic.of("owntracks/+/+");

        assertThat(topics.sender("owntracks/anna")).isEmpty();
        assertThat(topics.sender("owntracks/anna/")).isEmpty();
        assertThat(topics.sender("owntracks//pixel")).isEmpty();
    }
}
