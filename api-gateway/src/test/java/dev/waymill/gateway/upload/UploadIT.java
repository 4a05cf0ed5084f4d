package dev.waymill.gateway.upload;

import static dev.waymill.gateway.upload.UploadClient.MAX_BYTES;
import static dev.waymill.gateway.upload.UploadClient.randomFile;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobCreated;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.Topics;
import dev.waymill.gateway.EventProbe;
import dev.waymill.gateway.RawHttp;
import dev.waymill.gateway.RunningGateway;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// A file as the body of a request: it is stored whole and becomes a job, or is refused and leaves nothing.
class UploadIT {
    private final UploadClient client = new UploadClient();
    private final RunningGateway gateway = client.gateway;
    private final String key = client.key;

    @Test
    void a_raw_body_becomes_an_accepted_job_and_an_event() throws Exception {
        byte[] file = randomFile(5_000);
        var answer = gateway.upload("?filename=ride.gpx&grace=PT0S", key, file).is(202);
        var id = UUID.fromString(answer.text("/id"));
        assertThat(id.version()).isEqualTo(7);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(answer.text("/state")).isEqualTo("accepted");
        assertThat(answer.text("/type")).isEqualTo("import");

        JobCreated event;
        try (var created = EventProbe.of(Topics.JOB_CREATED)) {
            event = (JobCreated) EventCodec.read(created.next(id.toString()));
        }
        assertThat(event.owner()).isEqualTo(answer.text("/owner"));
        assertThat(event.firstTask().kind()).isEqualTo(ImportFile.STAGE);
        assertThat(event.firstTask().cancellable()).isTrue();
        assertThat(event.cleanUp()).extracting(TaskSpec::kind).isEqualTo(ImportFile.DISCARD);
        var payload = JsonMapper.shared().readTree(event.firstTask().payload().text());
        assertThat(payload.path("fileName").asString()).isEqualTo("ride.gpx");
        assertThat(payload.path("grace").asString()).isEqualTo("PT0S");
        assertThat(payload.path("bytes").asLong()).isEqualTo(file.length);
        assertThat(client.stored(id)).isEqualTo(file);
        await().until(() -> gateway.jdbc()
                .sql("SELECT published_at IS NOT NULL FROM job WHERE id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single());
    }

    @Test
    void a_body_that_curl_labels_a_form_is_stored_as_the_file() throws Exception {
        byte[] file = "a=1&b=2 <gpx/> %zz".getBytes(UTF_8);
        var answer = gateway.send(gateway.request("/api/v1/imports?filename=curl.gpx", key)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofByteArray(file)))
                .is(202);
        assertThat(client.stored(UUID.fromString(answer.text("/id")))).isEqualTo(file);
    }

    @Test
    void a_chunked_body_is_stored_whole() throws Exception {
        byte[] file = randomFile(150_000);
        var answer = gateway.send(gateway.request("/api/v1/imports?filename=c.gpx", key)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))))
                .is(202);
        assertThat(client.stored(UUID.fromString(answer.text("/id")))).isEqualTo(file);
    }

    @Test
    void an_empty_file_is_accepted_so_that_its_job_can_fail() {
        gateway.upload("?filename=empty.gpx", key, new byte[0]).is(202);
    }

    @Test
    void an_interrupted_upload_leaves_nothing() throws Exception {
        long before = gateway.storedFiles().size();
        long jobs = client.jobCount();
        var head = "POST /api/v1/imports?filename=a HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key
                + "\r\nContent-Length: 1000\r\n\r\nonly the beginning";
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.getOutputStream().flush();
            await().until(() -> gateway.storedFiles().size() == before + 1);
        }
        await().until(() -> gateway.storedFiles().size() == before);
        assertThat(client.jobCount()).isEqualTo(jobs);
    }

    @Test
    void a_file_of_exactly_the_limit_is_accepted() {
        gateway.upload("?filename=a", key, randomFile(MAX_BYTES)).is(202);
    }

    @Test
    void a_declared_length_beyond_the_limit_is_refused_before_reading() throws Exception {
        var head = "POST /api/v1/imports?filename=a HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key
                + "\r\nContent-Length: 99999999999\r\n\r\n";
        assertThat(RawHttp.talk(gateway.port(), head))
                .startsWith("HTTP/1.1 413")
                .contains("\"code\":\"too-large\"");
    }

    @Test
    void a_chunked_body_beyond_the_limit_is_refused_and_leaves_nothing() {
        long before = gateway.storedFiles().size();
        var file = randomFile(MAX_BYTES + 1);
        gateway.send(gateway.request("/api/v1/imports?filename=c.gpx", key)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))))
                .isProblem(413, "too-large");
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
    }

    @Test
    void the_longest_and_the_shortest_grace_are_accepted() {
        gateway.upload("?filename=a&grace=P30D", key, randomFile(10)).is(202);
        gateway.upload("?filename=a&grace=PT0S&format=gpx", key, randomFile(10)).is(202);
    }

    @ParameterizedTest
    @CsvSource({
        "grace=5m,           invalid-grace",
        "grace=PT-1S,        invalid-grace",
        "grace=P31D,         invalid-grace",
        "grace=P999999999999D, invalid-grace",
        "grace=,             invalid-grace",
        "format=shapefile,         unknown-format",
        "format=,            unknown-format",
        "filename=%zz,       invalid-parameter"
    })
    void a_wrong_parameter_is_refused(String query, String code) throws Exception {
        var head = "POST /api/v1/imports?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: "
                + key + "\r\nContent-Length: 1\r\n\r\nx";
        assertThat(RawHttp.talk(gateway.port(), head))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"" + code + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latitude:%00x", "latitude:a%0Ab", "latitude:%7F", "latitude:a%1Fb"})
    void an_impossible_column_name_is_refused_before_anything_is_stored(String columns) {
        long before = gateway.storedFiles().size();
        gateway.send(gateway.request("/api/v1/imports?filename=a.csv&columns=" + columns, key)
                        .POST(BodyPublishers.ofByteArray(randomFile(100))))
                .isProblem(400, "invalid-parameter");
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
    }
}
