package dev.waymill.gateway.upload.tus;

import static dev.waymill.gateway.upload.tus.TusClient.MAX_BYTES;
import static dev.waymill.gateway.upload.tus.TusClient.randomFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the protocol allows, and what is refused.
class TusProtocolIT {
    private final TusClient client = TusClient.withRole("operator");
    private final RunningGateway gateway = client.gateway;

    @Test
    void an_options_request_returns_the_supported_version_size_and_extensions() {
        var answer = gateway.send(
                        gateway.request("/api/v1/uploads", client.key).method("OPTIONS", BodyPublishers.noBody()))
                .is(204);
        assertThat(answer.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(answer.header("Tus-Max-Size")).isEqualTo("" + MAX_BYTES);
        assertThat(answer.header("Tus-Extension").split(","))
                .containsExactlyInAnyOrder("creation", "creation-with-upload", "expiration", "termination");
    }

    @Test
    void a_request_that_breaks_the_protocol_is_refused_with_the_reason() {
        var id = client.create(10);
        var other = gateway.send(gateway.request("/api/v1/uploads/" + id, client.key)
                .header("Tus-Resumable", "0.2.2")
                .DELETE());
        other.isProblem(412, "unsupported-tus-version");
        assertThat(other.header("Tus-Version")).isEqualTo("1.0.0");
        gateway.get("/api/v1/uploads/" + id, client.key).isProblem(412, "unsupported-tus-version");
        gateway.send(gateway.request("/api/v1/uploads/" + id, client.key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/octet-stream")
                        .method("PATCH", BodyPublishers.ofString("x")))
                .isProblem(415, "unsupported-media-type");
        client.tus("PATCH", "/" + id, "Content-Type", "application/offset+octet-stream")
                .isProblem(400, "invalid-header");
        assertThat(TusClient.withoutKey()
                        .tus("POST", "", "Upload-Length", "1")
                        .isProblem(401, "unauthenticated")
                        .header("Tus-Resumable"))
                .isEqualTo("1.0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "Upload-Defer-Length, 1,                   invalid-header",
        "Upload-Length,       -1,                  invalid-header",
        "Upload-Length,       99999999999999999999,invalid-header",
    })
    void an_invalid_length_is_refused(String header, String value, String code) {
        client.tus("POST", "", header, value).isProblem(400, code);
    }

    @ParameterizedTest
    @CsvSource({
        "filename !,               invalid-header",
        "'filename YQ==,,',        invalid-header",
        "'a YQ==,a YQ==',          invalid-header",
        "format c2hhcGVmaWxl,      unknown-format",
        "grace YQ==,               invalid-grace",
        "onDamage YQ==,            invalid-parameter",
    })
    void invalid_metadata_is_refused_at_the_creation(String metadata, String code) {
        client.tus("POST", "", "Upload-Length", "1", "Upload-Metadata", metadata)
                .isProblem(400, code);
    }

    @Test
    void a_file_over_the_limit_is_refused_at_its_creation() {
        client.tus("POST", "", "Upload-Length", "" + (MAX_BYTES + 1)).isProblem(413, "too-large");
        client.tus("POST", "", "Upload-Length", "" + MAX_BYTES).is(201);
    }

    @Test
    void more_bytes_than_announced_are_refused_and_not_kept() {
        var id = client.create(100);
        client.patch(id, 0, randomFile(101)).isProblem(413, "too-large");
        gateway.send(gateway.request("/api/v1/uploads/" + id, client.key)
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .method("PATCH", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(randomFile(101)))))
                .isProblem(413, "too-large");
        assertThat(client.head(id).header("Upload-Offset")).isEqualTo("0");
        assertThat(client.chunkCount(id)).isZero();
    }

    @Test
    void another_owner_cannot_see_or_change_an_upload() {
        var id = client.create(100);
        var other = TusClient.withRole("operator");
        other.head(id).is(404);
        other.patch(id, 0, randomFile(100)).isProblem(404, "upload-not-found");
        other.tus("DELETE", "/" + id).isProblem(404, "upload-not-found");
        client.patch(UUID.randomUUID(), 0, randomFile(1)).isProblem(404, "upload-not-found");
    }

    @Test
    void a_viewer_cannot_upload() {
        TusClient.withRole("viewer").tus("POST", "", "Upload-Length", "1").isProblem(403, "forbidden");
    }
}
