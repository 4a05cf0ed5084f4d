package dev.waymill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobCreated;
import dev.waymill.events.TaskSpec;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.trace.Trace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class UploadIT {
    private static final int MAX_BYTES = 200_000;
    private static RunningGateway gateway;
    private static EventProbe created;
    private String key;

    @BeforeAll
    static void start() {
        created = EventProbe.of("waymill.job-created");
        gateway = RunningGateway.start(Map.of("waymill.upload.max-size", MAX_BYTES + "B"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        created.close();
    }

    @BeforeEach
    void aNewOwner() {
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
    }

    @Test
    void a_raw_body_becomes_an_accepted_job_and_an_event() throws Exception {
        byte[] file = randomFile(5_000);
        var answer = gateway.upload("?filename=ride.gpx&grace=PT0S", key, file).is(202);
        var id = UUID.fromString(answer.text("/id"));
        assertThat(id.version()).isEqualTo(7);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/jobs/" + id);
        assertThat(answer.text("/state")).isEqualTo("accepted");
        assertThat(answer.text("/type")).isEqualTo("import");

        var event = (JobCreated) EventCodec.read(created.next(id.toString()));
        assertThat(event.owner()).isEqualTo(answer.text("/owner"));
        assertThat(event.firstTask().kind()).isEqualTo(ImportFile.STAGE);
        assertThat(event.firstTask().cancellable()).isTrue();
        assertThat(event.cleanUp()).extracting(TaskSpec::kind).isEqualTo(ImportFile.DISCARD);
        var payload = JsonMapper.shared().readTree(event.firstTask().payload().text());
        assertThat(payload.path("fileName").asString()).isEqualTo("ride.gpx");
        assertThat(payload.path("grace").asString()).isEqualTo("PT0S");
        assertThat(payload.path("bytes").asLong()).isEqualTo(file.length);
        assertThat(stored(id)).isEqualTo(file);
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
        assertThat(stored(UUID.fromString(answer.text("/id")))).isEqualTo(file);
    }

    @Test
    void a_chunked_body_is_stored_whole() throws Exception {
        byte[] file = randomFile(150_000);
        var answer = gateway.send(gateway.request("/api/v1/imports?filename=c.gpx", key)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))))
                .is(202);
        assertThat(stored(UUID.fromString(answer.text("/id")))).isEqualTo(file);
    }

    @Test
    void the_file_part_of_a_form_is_stored_and_its_name_is_shown() throws Exception {
        byte[] file = randomFile(20_000);
        var answer = multipart("file", "../../etc/passwd\u202Egpx", file).is(202);
        var id = UUID.fromString(answer.text("/id"));
        assertThat(stored(id)).isEqualTo(file);
        assertThat(gateway.get("/api/v1/jobs/" + id, key).is(200).text("/import/fileName"))
                .isEqualTo("passwdgpx");
        assertThat(gateway.storedFiles().stream().map(path -> path.getFileName().toString()))
                .contains(id.toString());
    }

    @Test
    void a_form_without_a_file_is_refused() {
        multipart("other", "a.gpx", randomFile(100)).isProblem(400, "missing-file");
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
        long jobs = jobCount();
        var more = "--xyz\r\nContent-Disposition: form-data; " + part + "\r\n\r\nPT0S\r\n";
        var file = new String(form("file", "a.gpx", "abc".getBytes(UTF_8)), UTF_8);
        for (var form : List.of(more + file, file.replace("--xyz--", more + "--xyz--"))) {
            gateway.send(gateway.request("/api/v1/imports", key)
                            .header("Content-Type", "multipart/form-data; boundary=xyz")
                            .POST(BodyPublishers.ofString(form)))
                    .isProblem(400, code);
        }
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
        assertThat(jobCount()).isEqualTo(jobs);
    }

    @Test
    void a_file_from_which_nothing_was_imported_may_come_again() {
        byte[] file = randomFile(100);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        end(first, "failed", "{\"outcome\": \"nothing-imported\", \"points\": {\"read\": 2, \"rejected\": 2}}");
        var second = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        // As in earlier versions.
        end(second, "succeeded", "{\"points\": {\"read\": 2, \"rejected\": 2}}");
        var third = gateway.upload("?filename=a.gpx", key, file).is(202).text("/id");
        end(third, "succeeded", "{\"outcome\": \"nothing-new\", \"points\": {\"read\": 2, \"rejected\": 1}}");

        assertThat(gateway.upload("?filename=a.gpx", key, file).is(200).text("/id"))
                .isEqualTo(third)
                .isNotEqualTo(second)
                .isNotEqualTo(first);
    }

    private static void end(String job, String state, String result) {
        gateway.jdbc()
                .sql("UPDATE job SET state = :state, result = :result::json, version = 9 WHERE id = :job::uuid")
                .param("state", state)
                .param("result", result)
                .param("job", job)
                .update();
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

    @ParameterizedTest
    @ValueSource(strings = {"latitude:%00x", "latitude:a%0Ab", "latitude:%7F", "latitude:a%1Fb"})
    void an_impossible_column_name_is_refused_before_anything_is_stored(String columns) {
        long before = gateway.storedFiles().size();
        gateway.send(gateway.request("/api/v1/imports?filename=a.csv&columns=" + columns, key)
                        .POST(BodyPublishers.ofByteArray(randomFile(100))))
                .isProblem(400, "invalid-parameter");
        assertThat(gateway.storedFiles().size()).isEqualTo(before);
    }

    @Test
    void a_form_that_is_too_large_leaves_nothing() {
        long before = gateway.storedFiles().size();
        multipart("file", "a.gpx", randomFile(MAX_BYTES + 1)).isProblem(413, "too-large");
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
    void a_file_of_exactly_the_limit_is_accepted() {
        gateway.upload("?filename=a", key, randomFile(MAX_BYTES)).is(202);
    }

    @Test
    void an_interrupted_upload_leaves_nothing() throws Exception {
        long before = gateway.storedFiles().size();
        long jobs = jobCount();
        var head = "POST /api/v1/imports?filename=a HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key
                + "\r\nContent-Length: 1000\r\n\r\nonly the beginning";
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.getOutputStream().flush();
            await().until(() -> gateway.storedFiles().size() == before + 1);
        }
        await().until(() -> gateway.storedFiles().size() == before);
        assertThat(jobCount()).isEqualTo(jobs);
    }

    @Test
    void an_empty_file_is_accepted_so_that_its_job_can_fail() {
        gateway.upload("?filename=empty.gpx", key, new byte[0]).is(202);
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

    @Test
    void the_longest_and_the_shortest_grace_are_accepted() {
        gateway.upload("?filename=a&grace=P30D", key, randomFile(10)).is(202);
        gateway.upload("?filename=a&grace=PT0S&format=gpx", key, randomFile(10)).is(202);
    }

    @Test
    void a_repeated_file_returns_the_existing_job() {
        byte[] file = randomFile(3_000);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202);
        long stored = gateway.storedFiles().size();
        var second = gateway.upload("?filename=b.gpx", key, file).is(200);
        assertThat(second.text("/id")).isEqualTo(first.text("/id"));
        assertThat(second.header("Location")).isEqualTo("/api/v1/jobs/" + first.text("/id"));
        assertThat(second.text("/notice/code")).isEqualTo("already-imported");
        assertThat(second.text("/notice/detail")).contains(first.text("/id"), "It was not imported again");
        assertThat(gateway.storedFiles().size()).isEqualTo(stored);
    }

    @Test
    void the_same_file_of_another_owner_is_another_import() {
        byte[] file = randomFile(3_000);
        var mine = gateway.upload("?filename=a.gpx", key, file).is(202);
        var theirs = gateway.upload("?filename=a.gpx", gateway.key("someone-else", "operator"), file)
                .is(202);
        assertThat(theirs.text("/id")).isNotEqualTo(mine.text("/id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled"})
    void the_file_of_a_failed_or_cancelled_import_can_be_uploaded_again(String state) {
        byte[] file = randomFile(3_000);
        var first = gateway.upload("?filename=a.gpx", key, file).is(202);
        gateway.jdbc()
                .sql("UPDATE job SET state = :state WHERE id = :id")
                .param("state", state)
                .param("id", UUID.fromString(first.text("/id")))
                .update();
        var second = gateway.upload("?filename=a.gpx", key, file).is(202);
        assertThat(second.text("/id")).isNotEqualTo(first.text("/id"));
    }

    @Test
    void concurrent_uploads_of_one_file_create_one_job() throws Exception {
        byte[] file = randomFile(3_000);
        var answers = atOnce(8, () -> gateway.upload("?filename=a.gpx", key, file));
        assertThat(answers.stream().map(a -> a.text("/id")).distinct()).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() == 202)).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(7);
        assertThat(gateway.storedFiles().stream()
                        .filter(path ->
                                path.toString().contains(answers.getFirst().text("/id"))))
                .hasSize(1);
    }

    @Test
    void equal_submissions_that_collide_in_the_database_create_one_job() throws Exception {
        var submissions = gateway.bean(Submissions.class);
        for (int round = 0; round < 10; round++) {
            var sha256 = "%064d".formatted(round);
            var start = new CyclicBarrier(8);
            var outcomes = atOnce(8, () -> {
                var id = UUID.randomUUID();
                var file = new ImportFile("a", sha256, 1, null, Duration.ZERO, null, null);
                var trace = new Trace("0".repeat(32), "00-" + "0".repeat(32) + "-0000000000000000-00");
                start.await();
                return submissions.submit(new Submission(id, key, Submission.Work.of(file), trace, null));
            });
            assertThat(outcomes.stream().filter(Submission.Outcome.Accepted.class::isInstance))
                    .hasSize(1);
            assertThat(outcomes.stream().filter(Submission.Outcome.AlreadyThere.class::isInstance))
                    .hasSize(7);
        }
    }

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
        key = gateway.key("somebody", "operator");
        var theirs = once("k3", "?filename=b.gpx", file).is(202);
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
        return gateway.send(gateway.request("/api/v1/imports" + query, key)
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofByteArray(file)));
    }

    private Answered multipart(String part, String fileName, byte[] file) {
        return gateway.send(gateway.request("/api/v1/imports", key)
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofByteArray(form(part, fileName, file))));
    }

    private static byte[] form(String part, String fileName, byte[] file) {
        var head = "--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--xyz\r\n"
                + "Content-Disposition: form-data; name=\"" + part + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/gpx+xml\r\n\r\n";
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(UTF_8));
        bytes.writeBytes(file);
        bytes.writeBytes("\r\n--xyz--\r\n".getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, times).mapToObj(_ -> call).toList();
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static byte[] stored(UUID id) throws IOException {
        return Files.readAllBytes(gateway.importFile(id).orElseThrow());
    }

    private static long jobCount() {
        return gateway.jdbc().sql("SELECT count(*) FROM job").query(Long.class).single();
    }

    private static byte[] randomFile(int bytes) {
        var file = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(file);
        return file;
    }
}
