package dev.waymill.gateway.upload.tus;

import static dev.waymill.gateway.upload.tus.TusClient.base64;
import static dev.waymill.gateway.upload.tus.TusClient.idOf;
import static dev.waymill.gateway.upload.tus.TusClient.randomFile;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.gateway.EventProbe;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// A file that arrives in one request or several.
class ResumeIT {
    private final TusClient client = TusClient.withRole("operator");

    @Test
    void a_file_sent_in_pieces_becomes_an_import() throws Exception {
        byte[] file = randomFile(9_000);
        var metadata = "filename " + base64("ride \u00fc.gpx") + ",grace " + base64("PT1H") + ",onDamage "
                + base64("keep") + ",x";
        var created = client.tus("POST", "", "Upload-Length", "9000", "Upload-Metadata", metadata)
                .is(201);
        var id = idOf(created);
        assertThat(created.header("Upload-Expires")).endsWith("GMT");
        assertThat(created.header("Waymill-Job")).isEmpty();

        assertThat(client.patch(id, 0, Arrays.copyOf(file, 4_000)).is(204).header("Upload-Offset"))
                .isEqualTo("4000");
        var head = client.head(id).is(200);
        assertThat(head.header("Upload-Offset")).isEqualTo("4000");
        assertThat(head.header("Upload-Length")).isEqualTo("9000");
        assertThat(head.header("Upload-Metadata")).isEqualTo(metadata);
        assertThat(head.header("Cache-Control")).contains("no-store");
        assertThat(head.header("Tus-Resumable")).isEqualTo("1.0.0");
        client.patch(id, 4_000, Arrays.copyOfRange(file, 4_000, 8_999)).is(204);
        var last =
                client.patch(id, 8_999, Arrays.copyOfRange(file, 8_999, 9_000)).is(204);
        assertThat(last.header("Waymill-Job")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(last.header("Waymill-Notice")).isEmpty();

        assertThat(client.stored(id)).isEqualTo(file);
        try (var events = EventProbe.of("waymill.job-created")) {
            var event = (JobCreated) EventCodec.read(events.next(id.toString()));
            var payload =
                    JsonMapper.shared().readTree(event.firstTask().payload().text());
            assertThat(payload.path("fileName").asString()).isEqualTo("ride \u00fc.gpx");
            assertThat(payload.path("grace").asString()).isEqualTo("PT1H");
            assertThat(payload.path("onDamage").asString()).isEqualTo("KEEP");
            assertThat(payload.path("bytes").asLong()).isEqualTo(9_000);
        }
        assertThat(client.gateway.get("/api/v1/jobs/" + id, client.key).is(200).text("/state"))
                .isEqualTo("accepted");
        assertThat(client.chunkCount(id)).isZero();
    }

    @Test
    void bytes_received_before_a_connection_breaks_are_kept() throws Exception {
        byte[] file = "0123456789".repeat(100).getBytes(UTF_8);
        var id = client.create(file.length);
        try (var socket = new Socket("localhost", client.gateway.port())) {
            socket.getOutputStream().write(client.patchHead(id, 0, file.length).getBytes(UTF_8));
            socket.getOutputStream().write(file, 0, 400);
            socket.getOutputStream().flush();
            await().until(() -> client.chunkCount(id) == 1);
        }
        await().until(() -> client.head(id).header("Upload-Offset").equals("400"));
        client.patch(id, 400, Arrays.copyOfRange(file, 400, file.length)).is(204);
        assertThat(client.stored(id)).isEqualTo(file);
    }

    @Test
    void received_bytes_of_a_long_request_are_stored_before_it_ends() throws Exception {
        byte[] file = randomFile(BodyPiece.MOST_BYTES + 1_000);
        var id = client.create(file.length);
        try (var request = client.open(id, 0, file.length)) {
            request.getOutputStream().write(file, 0, file.length - 1);
            request.getOutputStream().flush();
            await().until(() -> client.head(id).header("Upload-Offset").equals("" + BodyPiece.MOST_BYTES));
            request.getOutputStream().write(file, file.length - 1, 1);
            request.getOutputStream().flush();
            assertThat(new String(request.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 204");
        }
        assertThat(client.stored(id)).isEqualTo(file);
    }

    @Test
    void a_chunked_body_and_a_method_override_header_are_accepted() throws Exception {
        byte[] file = randomFile(5_000);
        var id = client.create(file.length);
        client.gateway
                .send(client.gateway
                        .request("/api/v1/uploads/" + id, client.key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("X-HTTP-Method-Override", "PATCH")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))))
                .is(204);
        assertThat(client.stored(id)).isEqualTo(file);
    }

    @Test
    void the_creation_request_may_carry_the_first_bytes() throws Exception {
        byte[] file = randomFile(5_000);
        var created = client.gateway
                .send(client.gateway
                        .request("/api/v1/uploads", client.key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Length", "5000")
                        .header("Content-Type", "application/offset+octet-stream")
                        .POST(BodyPublishers.ofByteArray(file, 0, 1_000)))
                .is(201);
        assertThat(created.header("Upload-Offset")).isEqualTo("1000");
        client.patch(idOf(created), 1_000, Arrays.copyOfRange(file, 1_000, 5_000))
                .is(204);
        assertThat(client.stored(idOf(created))).isEqualTo(file);
    }

    @Test
    void an_empty_file_is_complete_at_its_creation() {
        var created = client.tus("POST", "", "Upload-Length", "0").is(201);
        assertThat(created.header("Waymill-Job")).startsWith("/api/v1/jobs/");
        client.gateway.get(created.header("Waymill-Job"), client.key).is(200);
    }

    @Test
    void a_wrong_offset_is_refused_and_changes_nothing() {
        var id = client.create(100);
        client.patch(id, 0, randomFile(40)).is(204);
        client.patch(id, 0, randomFile(40)).isProblem(409, "offset-mismatch");
        client.patch(id, 41, randomFile(40)).isProblem(409, "offset-mismatch");
        assertThat(client.head(id).header("Upload-Offset")).isEqualTo("40");
    }
}
