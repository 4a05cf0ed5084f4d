package dev.waymill.gateway.upload;

import static dev.waymill.gateway.upload.UploadClient.atOnce;
import static dev.waymill.gateway.upload.UploadClient.randomFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RawHttp;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Uploads with an idempotency key: one key is one file with its parameters, and one job.
class UploadIdempotencyIT {
    private final UploadClient client = new UploadClient();
    private final RunningGateway gateway = client.gateway;
    private final String key = client.key;

    @Test
    void a_repeated_request_with_its_idempotency_key_gets_the_first_answer() {
        byte[] file = randomFile(3_000);
        var first = once("k1", "?filename=a.gpx", file).is(202);
        long stored = gateway.storedFiles().size();
        var second = once("k1", "?filename=a.gpx", file).is(202);
        assertThat(second.text("/id")).isEqualTo(first.text("/id"));
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(gateway.storedFiles().size()).isEqualTo(stored);
    }

    @Test
    void an_idempotency_key_identifies_one_file_and_its_parameters() {
        byte[] file = randomFile(3_000);
        once("k2", "?filename=a.gpx", file).is(202);
        once("k2", "?filename=a.gpx", randomFile(3_000)).isProblem(422, "idempotency-mismatch");
        once("k2", "?filename=a.gpx&grace=PT1S", file).isProblem(422, "idempotency-mismatch");
        once("k2", "?filename=a.gpx", file).is(202);
    }

    @Test
    void an_idempotency_key_of_another_owner_is_another_key() {
        byte[] file = randomFile(3_000);
        var mine = once("k3", "?filename=a.gpx", file).is(202);
        var theirs = once(gateway.key("somebody", "operator"), "k3", "?filename=b.gpx", file)
                .is(202);
        assertThat(theirs.text("/id")).isNotEqualTo(mine.text("/id"));
    }

    @Test
    void concurrent_requests_with_one_idempotency_key_create_one_job() throws Exception {
        byte[] file = randomFile(3_000);
        var answers = atOnce(8, () -> once("k4", "?filename=a.gpx", file));
        assertThat(answers).allMatch(a -> a.status() == 202);
        assertThat(answers.stream().map(a -> a.text("/id")).distinct()).hasSize(1);
    }

    @Test
    void an_idempotency_key_of_an_earlier_import_refuses_another_file() {
        byte[] file = randomFile(3_000);
        gateway.upload("?filename=a.gpx", key, file).is(202);
        once("k5", "?filename=a.gpx", file).is(200);
        once("k5", "?filename=a.gpx", randomFile(3_000)).isProblem(422, "idempotency-mismatch");
        once("k5", "?filename=a.gpx", file).is(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void an_idempotency_key_of_the_wrong_length_is_refused(int length) {
        once("x".repeat(length), "?filename=a", randomFile(10)).isProblem(400, "invalid-idempotency-key");
    }

    @Test
    void an_idempotency_key_that_is_not_ascii_is_refused() throws Exception {
        var head = "POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + key
                + "\r\nIdempotency-Key: schl\u00fcssel\r\nContent-Length: 1\r\n\r\nx";
        assertThat(RawHttp.talk(gateway.port(), head))
                .startsWith("HTTP/1.1 400")
                .contains("invalid-idempotency-key");
    }

    private Answered once(String idempotencyKey, String query, byte[] file) {
        return once(key, idempotencyKey, query, file);
    }

    private Answered once(String owner, String idempotencyKey, String query, byte[] file) {
        return gateway.send(gateway.request("/api/v1/imports" + query, owner)
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofByteArray(file)));
    }
}
