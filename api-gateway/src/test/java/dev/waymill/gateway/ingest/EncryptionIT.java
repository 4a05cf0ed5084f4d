package dev.waymill.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import dev.waymill.gateway.owntracks.SealedMessage;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// OwnTracks messages that the app encrypts, and the keys of its devices.
@ExtendWith(OutputCaptureExtension.class)
class EncryptionIT {
    private static final String LOCATION =
            "{\"_type\": \"location\", \"lat\": 52.5, \"lon\": 13.4, \"tst\": 1763715600, \"acc\": 12, \"tid\": \"an\"}";
    private static final String ROW = "2025-11-21T09:00:00.000 525000000 134000000 e a12 s c b pixel null";

    private final PointClient client = new PointClient();
    private final RunningGateway gateway = client.gateway;

    @Test
    void a_message_is_read_with_the_key_of_its_device() {
        setKey("pixel", client.key, "correct horse").is(204);

        var answer = send("pixel", SealedMessage.of("correct horse", LOCATION)).is(200);

        assertThat(answer.response().body()).isEqualTo("[]");
        assertThat(client.rows()).containsExactly(ROW);
        send("pixel", SealedMessage.of("correct horse", "{\"_type\": \"lwt\", \"tst\": 1763715600}"))
                .is(200);
        send("pixel", LOCATION).is(200);
        assertThat(client.rows()).containsExactly(ROW, ROW);
    }

    @Test
    void a_message_that_cannot_be_opened_is_refused_with_the_way_out(CapturedOutput log) {
        var message = SealedMessage.of("correct horse", LOCATION);

        assertThat(send("my pixel", message).isProblem(422, "no-usable-point").text("/detail"))
                .contains("\"my pixel\" has no key", "PUT /api/v1/devices/my%20pixel/owntracks-key");
        setKey("pixel", client.key, "wrong").is(204);
        assertThat(send("pixel", message).isProblem(422, "no-usable-point").text("/detail"))
                .contains("does not open", "PUT /api/v1/devices/pixel/owntracks-key");
        assertThat(client.send("owntracks", message)
                        .isProblem(422, "no-usable-point")
                        .text("/detail"))
                .contains("names no device");
        assertThat(client.rows()).isEmpty();
        assertThat(log.getAll()).contains("owner=" + client.owner + " source=owntracks sent unusable points");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_type\": \"encrypted\"}",
                "{\"_type\": \"encrypted\", \"data\": 7}",
                "{\"_type\": \"encrypted\", \"data\": \"!\"}",
                "{\"_type\": \"encrypted\", \"data\": \"c2VjcmV0\"}",
                "[{\"_type\": \"encrypted\", \"data\": \"c2VjcmV0\"}]",
            })
    void a_damaged_message_is_refused(String message) {
        setKey("pixel", client.key, "key").is(204);
        send("pixel", message).isProblem(422, "no-usable-point");
    }

    @Test
    void what_a_message_contains_is_checked_like_any_other() {
        setKey("pixel", client.key, "key").is(204);

        send("pixel", SealedMessage.of("key", SealedMessage.of("key", LOCATION)))
                .isProblem(422, "no-usable-point");
        send("pixel", SealedMessage.of("key", "{\"_type\": \"unheard-of\"}")).isProblem(422, "no-usable-point");
        send("pixel", SealedMessage.of("key", "no JSON")).isProblem(400, "malformed-json");
        send("pixel", SealedMessage.of("key", LOCATION.replace("}", ", \"x\": \"" + "x".repeat(70_000) + "\"}")))
                .isProblem(422, "no-usable-point");
        assertThat(client.rows()).isEmpty();
    }

    @Test
    void a_key_is_the_owners_and_never_returned() {
        var stranger = new PointClient();
        setKey("pixel", stranger.key, "key").is(204);
        send("pixel", SealedMessage.of("key", LOCATION)).isProblem(422, "no-usable-point");
        gateway.get(address("pixel"), client.key).isProblem(404, "not-found");

        setKey("pixel", client.key, "topsecret").is(204);
        setKey("pixel", client.key, "topsecret2").is(204);

        var state = gateway.get(address("pixel"), client.key).is(200);
        assertThat(state.text("/device")).isEqualTo("pixel");
        assertThat(state.text("/setAt")).isNotEmpty();
        assertThat(state.response().body()).doesNotContain("topsecret");
        setKey("pixel", gateway.key(client.owner, "viewer"), "key").isProblem(403, "forbidden");
        for (int i = 0; i < 2; i++) {
            gateway.send(gateway.request(address("pixel"), client.key).DELETE()).is(204);
        }
        gateway.get(address("pixel"), client.key).isProblem(404, "not-found");
        gateway.get(address("pixel"), stranger.key).is(200);
    }

    @Test
    void a_key_has_at_most_32_bytes_and_a_device_a_plain_name() {
        setKey("pixel", client.key, "").isProblem(400, "invalid-field");
        setKey("pixel", client.key, "x".repeat(33)).isProblem(400, "invalid-field");
        setKey("pixel", client.key, "ä".repeat(17)).isProblem(400, "invalid-field");
        setKey("pixel", client.key, "ä".repeat(16)).is(204);
        setKey("a%20%20b", client.key, "key").isProblem(400, "invalid-parameter");
        setKey("x".repeat(201), client.key, "key").isProblem(400, "invalid-parameter");
        setKey("%C3%A4%20b", client.key, "key").is(204);
    }

    private Answered send(String device, String message) {
        return gateway.send(client.request("owntracks")
                .header("X-Limit-U", "anna")
                .header("X-Limit-D", device)
                .POST(BodyPublishers.ofString(message)));
    }

    private Answered setKey(String device, String apiKey, String key) {
        return gateway.send(gateway.request(address(device), apiKey)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"key\": \"" + key + "\"}")));
    }

    private static String address(String device) {
        return "/api/v1/devices/" + device + "/owntracks-key";
    }
}
