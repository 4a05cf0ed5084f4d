package dev.waymill.scheduler.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCreated;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.Topics;
import dev.waymill.events.WorkerHeartbeat;
import dev.waymill.scheduler.SchedulerTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Dead letters from end to end: a task dies or a record is unreadable, the letter is listed, and it is
/// retried.
@SchedulerTest
@Import(DeadLetterIT.FailingWorker.class)
@TestPropertySource(properties = {"waymill.retry.base=20ms", "waymill.retry.cap=20ms"})
class DeadLetterIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String STACK =
            "java.lang.IllegalStateException: Out of paper\n\tat Printer.print(Printer.java:7)";

    @LocalServerPort
    int port;

    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    Worker worker;

    @TestConfiguration
    static class FailingWorker {
        @Bean
        Worker worker(KafkaTemplate<String, byte[]> kafka) {
            return new Worker(kafka);
        }
    }

    /// A worker whose tasks fail until it is repaired.
    static final class Worker {
        private final KafkaTemplate<String, byte[]> kafka;
        final List<TaskDispatched> ran = new CopyOnWriteArrayList<>();
        volatile boolean repaired;

        Worker(KafkaTemplate<String, byte[]> kafka) {
            this.kafka = kafka;
        }

        @KafkaListener(topics = Topics.TASK_DISPATCHED, groupId = "fragile")
        void on(List<ConsumerRecord<String, byte[]>> records) throws Exception {
            for (var record : records) {
                var task = (TaskDispatched) EventCodec.read(record);
                ran.add(task);
                report(task, new Report.Started());
                report(task, end(task));
            }
        }

        private Report end(TaskDispatched task) {
            return repaired || task.kind().equals("tidy")
                    ? new Report.Done(null, List.of())
                    : new Report.Failed(new TaskError("internal-error", "It failed", STACK), true);
        }

        private void report(TaskDispatched task, Report report) {
            var event = new TaskReported(
                    UUID.randomUUID(), Instant.EPOCH, task.jobId(), task.taskId(), task.attempt(), "fragile", report);
            kafka.send(EventCodec.toRecord(event, null)).join();
        }
    }

    @Test
    void a_failing_job_leaves_one_complete_dead_letter_and_succeeds_when_retried() throws Exception {
        worker.repaired = false;
        var owner = "owner-" + UUID.randomUUID();
        var created = created(owner, "print", "{\"page\":7}");
        send(created);

        var first = awaitLetters(owner, 1).get(0);
        var letter = letter(first, owner);
        assertThat(letter.get("jobId").asString()).isEqualTo(created.jobId().toString());
        assertThat(letter.get("type").asString()).isEqualTo("print");
        assertThat(letter.get("kind").asString()).isEqualTo("fragile");
        assertThat(letter.get("reason").asString()).isEqualTo("attempts-exhausted");
        assertThat(letter.get("error").get("class").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letter.get("error").get("stack").asString()).isEqualTo(STACK);
        assertThat(letter.get("payload").get("page").asInt()).isEqualTo(7);
        assertThat(letter.get("traceId").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(letter.get("worker").asString()).isEqualTo("fragile");
        assertThat(letter.get("state").asString()).isEqualTo("dead");
        assertThat(letter.get("attempts")
                        .valueStream()
                        .map(one -> one.get("attempt").asInt()))
                .containsExactly(1, 2, 3);
        assertThat(letter.get("attempts").valueStream()).allSatisfy(attempt -> {
            assertThat(attempt.get("error").get("stack").asString()).isEqualTo(STACK);
            assertThat(Instant.parse(attempt.get("startedAt").asString()))
                    .isBeforeOrEqualTo(Instant.parse(attempt.get("endedAt").asString()));
        });

        // The clean-up of the failed job ends by itself; then the job may be retried, but it fails again until the
        // cause is gone.
        retryWhenClean(first, owner);
        var second = awaitLetters(owner, 2).get(0);
        assertThat(letter(first, owner).get("state").asString()).isEqualTo("retried");
        assertThat(letter(first, owner).get("resolvedBy").asString()).isEqualTo("grace");
        assertThat(letter(second, owner)
                        .get("attempts")
                        .valueStream()
                        .map(one -> one.get("attempt").asInt()))
                .containsExactly(1, 2, 3, 4, 5, 6);

        worker.repaired = true;
        retryWhenClean(second, owner);
        await().until(() -> {
            beat();
            return get("/internal/jobs/" + created.jobId() + "/status")
                    .get("state")
                    .asString()
                    .equals("succeeded");
        });
        assertThat(worker.ran.stream().filter(task -> task.jobId().equals(created.jobId())))
                .filteredOn(task -> task.kind().equals("fragile"))
                .extracting(TaskDispatched::attempt)
                .containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(worker.ran.stream()
                        .filter(task -> task.jobId().equals(created.jobId())
                                && task.kind().equals("tidy")))
                .extracting(TaskDispatched::generation)
                .containsExactly(0, 1);
        assertThat(list(owner, "").get("items").size()).isEqualTo(2);
    }

    @Test
    void a_dead_letter_can_be_retried_with_another_payload() throws Exception {
        worker.repaired = false;
        var owner = "owner-" + UUID.randomUUID();
        var created = created(owner, "print", "{\"page\":7}");
        send(created);
        var first = awaitLetters(owner, 1).get(0);
        worker.repaired = true;

        await().until(() -> {
            beat();
            return post("/" + id(first) + "/retry?owner=" + owner, "{\"payload\":{\"page\":8}}")
                            .statusCode()
                    == 200;
        });

        await().until(() -> {
            beat();
            return worker.ran.stream()
                    .anyMatch(task -> task.jobId().equals(created.jobId())
                            && task.attempt() == 4
                            && task.payload().text().equals("{\"page\":8}"));
        });
    }

    @Test
    void an_unreadable_record_on_any_topic_is_listed_and_consumption_continues() throws Exception {
        var mark = "broken-" + UUID.randomUUID();
        var bytes = ("{\"type\":\"" + mark + "\"}").getBytes(StandardCharsets.UTF_8);
        var topics = List.of(Topics.JOB_CREATED, Topics.TASK_REPORTED, Topics.JOB_DEAD_LETTER);
        for (var topic : topics) {
            var record = new ProducerRecord<>(topic, "a-key", bytes);
            record.headers().add("origin", new byte[] {1, -1, 0});
            kafka.send(record).join();
        }

        await().until(() -> unreadable(mark).size() == topics.size());
        var letters = unreadable(mark);
        assertThat(letters)
                .extracting(one -> one.get("source").get("topic").asString())
                .containsExactlyInAnyOrderElementsOf(topics);
        for (var one : letters) {
            var full = letter(one, "*");
            var source = full.get("source");
            assertThat(Base64.getDecoder().decode(source.get("value").asString()))
                    .isEqualTo(bytes);
            assertThat(source.get("key").asString())
                    .isEqualTo(Base64.getEncoder().encodeToString("a-key".getBytes(StandardCharsets.UTF_8)));
            assertThat(source.get("headers").get(0).get("name").asString()).isEqualTo("origin");
            assertThat(source.get("offset").isNumber()).isTrue();
            assertThat(full.get("reason").asString()).isEqualTo("unreadable-record");
        }

        // Records after them are still read.
        worker.repaired = false;
        var owner = "owner-" + UUID.randomUUID();
        send(created(owner, "print", "{}"));
        awaitLetters(owner, 1);
        assertThat(unreadable(mark)).hasSize(topics.size());
    }

    @Test
    void an_unreadable_record_is_replayed_and_becomes_a_job_once_corrected() throws Exception {
        var mark = "broken-" + UUID.randomUUID();
        kafka.send(new ProducerRecord<>(
                        Topics.JOB_CREATED, "key", ("{\"type\":\"" + mark + "\"}").getBytes(StandardCharsets.UTF_8)))
                .join();
        await().until(() -> unreadable(mark).size() == 1);
        var letter = unreadable(mark).getFirst();

        assertThat(post("/" + id(letter) + "/retry?owner=ada", "{}").statusCode())
                .isEqualTo(404);
        assertThat(post("/" + id(letter) + "/retry?owner=*", "{}").statusCode()).isEqualTo(200);
        await().until(() -> unreadable(mark).size() == 2);

        var created = created("owner-" + UUID.randomUUID(), "print", "{}");
        var repaired = new String(EventCodec.encode(created), StandardCharsets.UTF_8);
        var again = unreadable(mark).getFirst();
        assertThat(post("/" + id(again) + "/retry?owner=*", "{\"payload\":" + repaired + "}")
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> get("/internal/jobs/" + created.jobId() + "/status").has("state"));
    }

    private List<JsonNode> unreadable(String mark) throws Exception {
        return list("*", "&limit=200")
                .get("items")
                .valueStream()
                .filter(one -> one.get("error").get("message").asString().contains(mark))
                .toList();
    }

    /// Waits until the owner has that many letters; returns them, newest first.
    private JsonNode awaitLetters(String owner, int count) {
        await().until(() -> {
            beat();
            return list(owner, "").get("items").size() == count;
        });
        return list(owner, "").get("items");
    }

    private void retryWhenClean(JsonNode letter, String owner) {
        await().until(() -> {
            beat();
            return post("/" + id(letter) + "/retry?owner=" + owner, "{\"by\":\"grace\"}")
                            .statusCode()
                    == 200;
        });
    }

    private static String id(JsonNode letter) {
        return letter.get("id").asString();
    }

    private JsonNode list(String owner, String more) {
        return get("/internal/dead-letters?owner=" + owner + more);
    }

    private JsonNode letter(JsonNode item, String owner) {
        return get("/internal/dead-letters/" + id(item) + "?owner=" + owner);
    }

    private JsonNode get(String path) {
        return JsonMapper.shared()
                .readTree(call(HttpRequest.newBuilder(uri(path)).build()).body());
    }

    private HttpResponse<String> post(String path, String body) {
        return call(HttpRequest.newBuilder(uri("/internal/dead-letters" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<String> call(HttpRequest request) {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private void beat() {
        send(new WorkerHeartbeat(UUID.randomUUID(), Instant.EPOCH, "fragile", 10));
    }

    private void send(Event event) {
        kafka.send(EventCodec.toRecord(event, TRACE)).join();
    }

    private static JobCreated created(String owner, String type, String payload) {
        var spec = new TaskSpec("fragile", new RawJson(payload));
        var cleanUp = new TaskSpec("tidy", new RawJson("{}"));
        return new JobCreated(UUID.randomUUID(), Instant.EPOCH, UUID.randomUUID(), owner, type, 5, 3, spec, cleanUp);
    }
}
