package dev.waymill.gateway.upload;

import static dev.waymill.gateway.upload.UploadClient.MAX_BYTES;
import static dev.waymill.gateway.upload.UploadClient.form;
import static dev.waymill.gateway.upload.UploadClient.randomFile;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.RunningGateway;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// A file in a form: which parts the form may have, and what a broken or too large one leaves.
@ExtendWith(OutputCaptureExtension.class)
class UploadFormIT {
    private final UploadClient client = new UploadClient();
    private final RunningGateway gateway = client.gateway;
    private final String key = client.key;

    @Test
    void the_file_part_of_a_form_is_stored_and_its_name_is_shown() throws Exception {
        byte[] file = randomFile(20_000);
        var answer = client.multipart("file", "../../etc/passwd\u202Egpx", file).is(202);
        var id = UUID.fromString(answer.text("/id"));
        assertThat(client.stored(id)).isEqualTo(file);
        assertThat(gateway.get("/api/v1/jobs/" + id, key).is(200).text("/import/fileName"))
                .isEqualTo("passwdgpx");
        assertThat(gateway.storedFiles().stream().map(path -> path.getFileName().toString()))
                .contains(id.toString());
    }

    @Test
    void a_field_beside_the_file_does_no_harm() {
        var file = new String(form("file", "a.gpx", randomFile(10)), UTF_8);
        var after = "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nx\r\n--xyz--";
        gateway.send(gateway.request("/api/v1/imports", key)
                        .header("Content-Type", "multipart/form-data; boundary=xyz")
                        .POST(BodyPublishers.ofString(file.replace("--xyz--", after))))
                .is(202);
    }

    @Test
    void a_form_without_a_file_is_refused() {
        client.multipart("other", "a.gpx", randomFile(100)).isProblem(400, "missing-file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name="file"; filename="b.gpx"  | several-files
                    name="file"                    | several-files
                    name="file2"; filename="b.gpx" | several-files
                    name="files[]"; filename=""    | several-files
                    name="grace"                   | unknown-field
                    name="ondamage"                | unknown-field
                    """)
    void a_form_with_a_second_file_or_an_option_is_refused_and_leaves_nothing(String part, String code) {
        long before = gateway.storedFiles().size();
        long jobs = client.jobCount();
        var more = "--xyz\r\nContent-Disposition: form-data; " + part + "\r\n\r\nPT0S\r\n";
        var file = new String(form("file", "a.gpx", "abc".getBytes(UTF_8)), UTF_8);
        for (var form : List.of(more + file, file.replace("--xyz--", more + "--xyz--"))) {
            gateway.send(gateway.request("/api/v1/imports", key)
                            .header("Content-Type", "multipart/form-data; boundary=xyz")
                            .POST(BodyPublishers.ofString(form)))
                    .isProblem(400, code);
        }
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
        assertThat(client.jobCount()).isEqualTo(jobs);
    }

    @Test
    void a_broken_form_is_refused_and_leaves_nothing() {
        long before = gateway.storedFiles().size();
        var whole = new String(form("file", "a.gpx", "abc".getBytes(UTF_8)), UTF_8);
        for (int length : List.of(3, 60, whole.length() - 10)) {
            var answer = gateway.send(gateway.request("/api/v1/imports", key)
                    .header("Content-Type", "multipart/form-data; boundary=xyz")
                    .POST(BodyPublishers.ofString(whole.substring(0, length))));
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        }
        gateway.send(gateway.request("/api/v1/imports", key)
                        .header("Content-Type", "multipart/form-data")
                        .POST(BodyPublishers.ofString(whole)))
                .isProblem(400, "malformed-multipart");
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
    }

    @Test
    void a_form_cut_off_before_its_file_is_not_a_store_failure(CapturedOutput log) throws Exception {
        var whole = new String(form("notes", "x", new byte[1_000]), UTF_8);
        var url = URI.create(gateway.url());
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            var head = "POST /api/v1/imports HTTP/1.1\r\nHost: a\r\nX-API-Key: %s\r\nContent-Length: 100000\r\n"
                    + "Content-Type: multipart/form-data; boundary=xyz\r\n\r\n";
            socket.getOutputStream().write((head.formatted(key) + whole.substring(0, 500)).getBytes(UTF_8));
        }
        await().until(() ->
                log.getOut().contains("Upload interrupted") || log.getOut().contains("ERROR"));
        assertThat(log.getOut()).doesNotContain("Cannot store an upload");
    }

    @Test
    void a_form_that_is_too_large_leaves_nothing() {
        long before = gateway.storedFiles().size();
        client.multipart("file", "a.gpx", randomFile(MAX_BYTES + 1)).isProblem(413, "too-large");
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
    }

    @Test
    void a_chunked_form_with_too_much_before_its_file_is_refused() {
        var much = new String(form("other", "x", new byte[MAX_BYTES + 100_000]), UTF_8).replace("--xyz--\r\n", "");
        var whole = (much + new String(form("file", "a.gpx", new byte[10]), UTF_8)).getBytes(UTF_8);
        gateway.send(gateway.request("/api/v1/imports", key)
                        .header("Content-Type", "multipart/form-data; boundary=xyz")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(whole))))
                .isProblem(413, "too-large");
    }
}
