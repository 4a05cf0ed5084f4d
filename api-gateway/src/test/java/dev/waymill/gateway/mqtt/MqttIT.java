package dev.waymill.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.ingest.PointClient;
import dev.waymill.gateway.owntracks.SealedMessage;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/// A gateway that subscribes to a real broker.
class MqttIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "owntracks/anna/pixel";

    private static BrokerProcess broker;
    private static RunningGateway gateway;
    private static PointClient client;

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerProcess.start();
        gateway = RunningGateway.start(Map.of(
                "waymill.mqtt.url", "mqtt://127.0.0.1:" + broker.port, "waymill.mqtt.owners.anna", "owner-of-anna"));
        gateway.holdLivePoints();
        client = new PointClient(gateway, "owner-of-anna");
        awaitHealth(Status.UP);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        broker.close();
    }

    @Test
    void a_message_is_stored_with_the_device_of_its_topic_for_the_owner_of_its_user() {
        broker.publish(TOPIC, location(1));

        awaitPoint(1);
        assertThat(client.rows()).contains("2025-11-21T09:00:01.000 525000000 134000000 e a12 s10 c b pixel null");
    }

    @Test
    void what_is_not_understood_or_has_no_owner_does_not_stop_what_follows() {
        double refused = count("refused");
        double unassigned = count("unassigned");
        broker.publish(TOPIC, "no JSON");
        broker.publish(TOPIC, "{\"_type\": \"unheard-of\"}");
        broker.publish("owntracks/anna/tablet", SealedMessage.of("key", location(2)));
        broker.publish("owntracks/mallory/pixel", location(3));
        broker.publish("owntracks/owner-of-anna/pixel", location(4));
        broker.publish(TOPIC, " ".repeat(1 << 16) + location(5));
        broker.publish(TOPIC, "{\"_type\": \"lwt\", \"tst\": 1763715600}");
        broker.publish(TOPIC, "");
        broker.publish(TOPIC, location(6));

        awaitPoint(6);
        assertThat(client.rows()).noneMatch(row -> row.matches("2025-11-21T09:00:0[2345].*"));
        assertThat(count("refused") - refused).isEqualTo(3);
        assertThat(count("unassigned") - unassigned).isEqualTo(2);
    }

    /// The message cannot be stored, the gateway stops, and the broker delivers the message again.
    @Test
    void a_message_that_was_not_stored_is_not_acknowledged() {
        setKey();
        gateway.jdbc().sql("ALTER TABLE owntracks_key RENAME TO away").update();
        broker.publish(TOPIC, SealedMessage.of("key", location(11)));
        broker.publish(TOPIC, location(12));
        gateway.restart(Map.of());
        gateway.holdLivePoints();
        assertThat(client.rows()).noneMatch(row -> row.matches("2025-11-21T09:00:1[12].*"));

        gateway.jdbc().sql("ALTER TABLE away RENAME TO owntracks_key").update();

        awaitPoint(11);
        awaitPoint(12);
    }

    @Test
    void the_gateway_connects_again_after_the_broker_was_away() throws Exception {
        broker.restart();

        // The broker lost its sessions, so a message is lost until the gateway has subscribed again.
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            broker.publish(TOPIC, location(21));
            return client.rows().stream().anyMatch(row -> row.startsWith("2025-11-21T09:00:21."));
        });
        awaitHealth(Status.UP);
    }

    private static String location(int second) {
        return "{\"_type\": \"location\", \"lat\": 52.5, \"lon\": 13.4, \"tst\": %d, \"acc\": 12, \"vel\": 36, \"tid\": \"an\"}"
                .formatted(1_763_715_600 + second);
    }

    private static void setKey() {
        gateway.send(gateway.request("/api/v1/devices/pixel/owntracks-key", gateway.key("owner-of-anna", "operator"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"key\": \"key\"}")))
                .is(204);
    }

    private static void awaitPoint(int second) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.rows())
                        .anyMatch(row -> row.startsWith("2025-11-21T09:00:%02d.".formatted(second))));
    }

    private static void awaitHealth(Status status) {
        await().atMost(PATIENCE).until(() -> {
            var health =
                    gateway.bean("mqttHealthIndicator", HealthIndicator.class).health();
            return health != null && health.getStatus().equals(status);
        });
    }

    private static double count(String outcome) {
        return gateway.meters()
                .lines()
                .filter(line -> line.startsWith("waymill_mqtt_messages_total{outcome=\"" + outcome + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
