package dev.waymill.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.waymill.events.JobCreated;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.task.JobTasks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST interface for the gateway, over real HTTP.
@SchedulerTest
class JobControllerIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    JobStore jobs;

    @Autowired
    JobInserter newJobs;

    @Autowired
    JobSettler settler;

    @Autowired
    JobTasks tasks;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ProducerFactory<String, byte[]> producers;

    @Test
    void the_status_shows_the_job_and_its_tasks() throws Exception {
        var job = submitted();

        var answer = get(job, "status");

        assertThat(answer.statusCode()).isEqualTo(200);
        var body = json(answer);
        assertThat(body.propertyNames())
                .contains("id", "owner", "type", "state", "version", "attempt", "priority", "progress", "result")
                .contains("error", "graceEndsAt", "createdAt", "updatedAt", "finishedAt", "tasks");
        assertThat(body.get("id").asString()).isEqualTo(job.toString());
        assertThat(body.get("state").asString()).isEqualTo("queued");
        assertThat(body.get("tasks").get(0).get("kind").asString()).isEqualTo("stage");
        assertThat(body.get("tasks").get(0).get("state").asString()).isEqualTo("READY");
        assertThat(Instant.parse(body.get("createdAt").asString())).isBefore(Instant.MAX);
    }

    @Test
    void an_unknown_job_gives_a_problem_with_a_code() throws Exception {
        for (var request : List.of("cancel", "promote")) {
            assertProblem(post(UUID.randomUUID(), request), 404, "job-not-found");
        }
        assertProblem(get(UUID.randomUUID(), "status"), 404, "job-not-found");
    }

    @Test
    void cancelling_twice_is_allowed_and_promoting_afterwards_is_refused() throws Exception {
        var job = submitted();

        assertProblem(post(job, "promote"), 409, "not-in-grace");
        assertThat(json(post(job, "cancel")).get("state").asString()).isEqualTo("cancelled");
        assertThat(json(post(job, "cancel")).get("state").asString()).isEqualTo("cancelled");
        assertProblem(post(job, "promote"), 409, "not-in-grace");
    }

    @Test
    void a_field_of_a_newer_gateway_is_ignored() throws Exception {
        var job = submitted();
        var change = HttpRequest.BodyPublishers.ofString("{\"priority\": 1, \"addedLater\": {\"a\": [1]}}");

        var answer = HTTP.send(
                request(job, "priority")
                        .header("Content-Type", "application/json")
                        .POST(change)
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("priority").asInt()).isEqualTo(1);
    }

    @Test
    void a_cancellation_does_not_wait_for_an_unavailable_broker() {
        var job = submitted();
        var away = new KafkaTemplate<>(producers, Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1"));
        var requests = new JobCommands(jobs, settler, tasks, transaction, new CancelPublisher(away, Clock.systemUTC()));

        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(requests.cancel(job)).isEqualTo(CommandResult.DONE));

        away.destroy();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("code").asString()).isEqualTo(code);
    }

    private UUID submitted() {
        var spec = new TaskSpec("stage", new RawJson("{}"));
        var created =
                new JobCreated(UUID.randomUUID(), Instant.EPOCH, UUID.randomUUID(), "ada", "import", 5, 3, spec, null);
        transaction.executeWithoutResult(_ -> newJobs.add(List.of(new Received<>(created, null))));
        return created.jobId();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> get(UUID job, String what) throws Exception {
        return HTTP.send(request(job, what).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(UUID job, String what) throws Exception {
        var request = request(job, what).POST(HttpRequest.BodyPublishers.noBody());
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(UUID job, String what) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/internal/jobs/" + job + "/" + what));
    }
}
