package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// Exports of the timeline: an incomplete file must not look complete.
@ExtendWith(OutputCaptureExtension.class)
class ExportIT {
    private static final String EXPORT = "GET /internal/points/export";
    private static RunningGateway gateway;
    private static String key;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(
                Map.of("waymill.worker.export-timeout", "2s", "logging.level.dev.waymill.gateway.problem", "DEBUG"));
        key = gateway.key("owner-" + UUID.randomUUID(), "viewer");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void a_complete_file_is_forwarded_with_its_name_and_type() {
        gateway.worker.respond(EXPORT, 200, "a,b\n");

        var answer = gateway.get("/api/v1/timeline/points?format=csv", key).is(200);

        assertThat(answer.response().body()).isEqualTo("a,b\n");
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        assertThat(answer.header("Content-Disposition")).contains("timeline.csv");
    }

    @Test
    void an_unavailable_worker_gives_a_503() {
        gateway.worker.respond(EXPORT, 500, "");
        gateway.get("/api/v1/timeline/points?format=csv", key).isProblem(503, "worker-unavailable");
    }

    @Test
    void a_file_that_ends_early_before_the_response_begins_gives_a_500() {
        gateway.worker.endEarlyAfter(EXPORT, "a,b\n");
        gateway.get("/api/v1/timeline/points?format=csv", key).isProblem(500, "internal-error");
    }

    @Test
    void a_file_that_ends_early_aborts_the_response(CapturedOutput log) throws IOException {
        gateway.worker.endEarlyAfter(EXPORT, "a,b\n".repeat(100_000));

        var answer = RawHttp.talk(
                gateway.port(),
                "GET /api/v1/timeline/points?format=csv HTTP/1.1\r\nHost: x\r\nX-API-Key: " + key + "\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("a,b\n")
                .doesNotEndWith("0\r\n\r\n")
                .doesNotContain("internal-error");
        assertThat(log).contains("A response was aborted").doesNotContain("returning 500");
    }

    @Test
    void a_client_that_disconnects_causes_no_error_log(CapturedOutput log) throws IOException {
        gateway.worker.respond(EXPORT, 200, "a,b\n".repeat(5_000_000));
        int before = gateway.worker.requests().size();

        try (var socket = new Socket("localhost", gateway.port())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("GET /api/v1/timeline/points?format=csv HTTP/1.1\r\nHost: x\r\nX-API-Key: " + key
                                    + "\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(socket.getInputStream().readNBytes(10_000)).hasSize(10_000);
        }

        await().untilAsserted(() -> assertThat(log).contains("The client closed the connection"));
        assertThat(gateway.worker.requests()).hasSize(before + 1);
        assertThat(log).doesNotContain(" ERROR ");
    }
}
