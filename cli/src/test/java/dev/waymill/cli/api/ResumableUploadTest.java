package dev.waymill.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.cli.FakeGateway;
import dev.waymill.cli.FakeGateway.Fault;
import dev.waymill.cli.api.ResumableUpload.RetryTimes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class ResumableUploadTest {
    private static final int PIECE = 8 << 20;

    private final FakeGateway gateway = new FakeGateway();
    private final Api api = new Api(gateway.url(), "key");
    private final List<Long> progress = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        api.close();
        gateway.close();
    }

    @Test
    void a_big_file_is_uploaded_in_pieces() throws Exception {
        var file = file(2 * PIECE + 5);
        var job = upload(file);
        assertThat(job.path("state").asString()).isEqualTo("succeeded");
        assertThat(received()).isEqualTo(Files.readAllBytes(file));
        assertThat(gateway.requests).containsExactly("POST", "PATCH", "PATCH", "PATCH");
        assertThat(progress).containsExactly(0L, (long) PIECE, 2L * PIECE, 2L * PIECE + 5);
        assertThat(gateway.uploads.getFirst().metadata)
                .isEqualTo(Map.of("filename", "f\u00fcr \u00e4lle.gpx", "grace", "PT0S"));
    }

    @Test
    void an_empty_file_becomes_a_job_at_once() throws Exception {
        upload(file(0));
        assertThat(gateway.requests).containsExactly("POST");
    }

    @Test
    void an_upload_asks_for_its_offset_after_a_broken_connection() throws Exception {
        var file = file(3_000);
        gateway.next(new Fault.BreaksAfter(1_234));
        upload(file);
        assertThat(gateway.requests).containsExactly("POST", "PATCH", "HEAD", "PATCH");
        assertThat(received()).isEqualTo(Files.readAllBytes(file));
        assertThat(progress).contains(1_234L);
    }

    @Test
    void an_upload_asks_for_its_offset_after_a_lost_last_answer() throws Exception {
        gateway.next(new Fault.AnswerIsLost());
        upload(file(3_000));
        assertThat(gateway.requests).containsExactly("POST", "PATCH", "HEAD");
    }

    @Test
    void a_transient_error_is_retried() throws Exception {
        gateway.next(new Fault.Refused(503), new Fault.Refused(429), new Fault.Refused(409), new Fault.BreaksAfter(0));
        var file = file(3_000);
        upload(file);
        assertThat(received()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void a_refusal_is_reported_without_a_retry() throws Exception {
        gateway.next(new Fault.Refused(410));
        var file = file(3_000);
        assertThatThrownBy(() -> upload(file))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(410))
                .hasMessage("Refused with 410");
        assertThat(gateway.requests).containsExactly("POST", "PATCH");
    }

    @Test
    void an_upload_without_progress_gives_up() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            gateway.next(new Fault.Refused(503));
        }
        var file = file(3_000);
        assertThatThrownBy(() -> upload(file, Duration.ofSeconds(1)))
                .hasMessageContaining("made no progress")
                .hasMessageContaining("503");
    }

    @Test
    void an_unreachable_gateway_is_reported_at_once() throws Exception {
        try (var unreachable = new Api(URI.create("http://127.0.0.1:1"), "key")) {
            var file = file(3);
            assertThatThrownBy(() -> unreachable.uploadInPieces(file, "a", Map.of(), _ -> {}))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("Waymill does not respond");
        }
    }

    private JsonNode upload(Path file) throws IOException {
        return upload(file, Duration.ofMinutes(1));
    }

    private JsonNode upload(Path file, Duration longest) throws IOException {
        var patience = new RetryTimes(Duration.ofMillis(1), Duration.ofMillis(5), longest);
        return new ResumableUpload(api, file, patience)
                .run(Map.of("filename", "f\u00fcr \u00e4lle.gpx", "grace", "PT0S"), progress::add);
    }

    private byte[] received() {
        return gateway.uploads.getFirst().content.toByteArray();
    }

    private Path file(int bytes) throws IOException {
        var content = new byte[bytes];
        new Random(1).nextBytes(content);
        return Files.write(directory.resolve("a.gpx"), content);
    }
}
