package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.SpanReceiver.Seen;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Traces and logs of the three real services, exported to a receiver.
class TraceIT {
    private static final List<String> SERVICES = List.of("api-gateway", "scheduler-service", "worker-service");

    @TempDir
    static Path directory;

    private static SpanReceiver receiver;
    private static Waymill waymill;

    @BeforeAll
    static void start() throws Exception {
        receiver = new SpanReceiver();
        waymill = start("sampled", receiver, "1.0");
    }

    @AfterAll
    static void stop() {
        waymill.close();
        receiver.close();
    }

    @Test
    void an_immediate_job_is_one_trace_and_what_is_retried_links_to_it() throws Exception {
        var owner = waymill.owner();
        var job = end(owner, """
                {"type": "simulation", "payload": {"steps": [{"action": "fail", "times": 1}]},
                 "backoff": {"base": "PT0.01S", "factor": 1, "cap": "PT0.01S"}}""");
        var trace = job.path("traceId").asString();

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(receiver.trace(trace)).extracting(Seen::service).containsAll(SERVICES);
            assertThat(attempts(job)).hasSize(2);
            assertThat(dispatches(job)).hasSize(2);
            assertHasParents(receiver.trace(trace));
        });
        assertThat(receiver.trace(trace))
                .extracting(Seen::name)
                .contains(
                        "dispatch simulation",
                        "attempt simulation",
                        "process waymill.job-created",
                        "process waymill.task-reported");
        var retry = dispatches(job).stream()
                .filter(span -> !span.trace().equals(trace))
                .toList();
        assertThat(retry).singleElement().satisfies(span -> {
            assertThat(span.links()).containsExactly(trace);
            assertThat(span.parent()).isEmpty();
            assertHasParents(receiver.trace(span.trace()));
            assertThat(receiver.trace(span.trace())).extracting(Seen::name).contains("attempt simulation");
        });
    }

    @Test
    void the_death_of_a_worker_leaves_no_span_without_its_parent() throws Exception {
        var owner = waymill.owner();
        var id = submit(owner, """
                {"type": "simulation", "payload": {"steps": [{"action": "sleep", "millis": 3000}]}}""");
        waymill.awaitRunning(id, "simulation");
        waymill.services.worker().kill();
        waymill.services.worker().restart();
        waymill.services.worker().awaitReady();

        var job = awaitEnd(owner, id);

        assertThat(job.path("state").asString()).isEqualTo("succeeded");
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(attempts(job)).isNotEmpty();
            receiver.spans().stream()
                    .map(Seen::trace)
                    .distinct()
                    .forEach(trace -> assertHasParents(receiver.trace(trace)));
        });
    }

    @Test
    void nothing_is_exported_at_a_probability_of_zero_and_the_log_has_the_trace() throws Exception {
        try (var unused = new SpanReceiver()) {
            JsonNode job;
            try (var other = start("unsampled", unused, "0")) {
                job = end(other.owner(), """
                        {"type": "simulation", "payload": {"steps": [{"action": "sleep", "millis": 60000}]},
                         "timeLimit": "PT1S", "maxAttempts": 1}""");
            }

            assertThat(unused.spans()).isEmpty();
            assertThat(log("unsampled", "worker-service")).anySatisfy(line -> {
                assertThat(line.path("message").asString()).contains("was stopped: time-limit");
                assertThat(line.path("job").asString()).isEqualTo(job.path("id").asString());
                assertThat(line.path("attempt").asString()).isEqualTo("1");
                assertThat(line.toString()).contains(job.path("traceId").asString());
            });
        }
    }

    private static Waymill start(String data, SpanReceiver receiver, String probability) throws Exception {
        return Waymill.start(
                directory.resolve(data),
                ServiceStack.Options.defaults()
                        .with(Map.of(
                                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                                receiver.endpoint(),
                                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY",
                                "200ms",
                                "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                                probability,
                                "LOGGING_STRUCTURED_FORMAT_CONSOLE",
                                "ecs")));
    }

    private static String submit(Owner owner, String job) {
        return owner.api().post("/jobs", job).path("id").asString();
    }

    private static JsonNode end(Owner owner, String job) throws InterruptedException {
        return awaitEnd(owner, submit(owner, job));
    }

    private static List<Seen> attempts(JsonNode job) {
        return of(job, "attempt simulation");
    }

    private static List<Seen> dispatches(JsonNode job) {
        return of(job, "dispatch simulation");
    }

    private static List<Seen> of(JsonNode job, String name) {
        return receiver.spans().stream()
                .filter(span -> span.name().equals(name)
                        && job.path("id").asString().equals(span.attributes().get("waymill.job.id")))
                .toList();
    }

    private static void assertHasParents(List<Seen> trace) {
        var ids = trace.stream().map(Seen::id).collect(Collectors.toSet());
        assertThat(trace).allSatisfy(span -> {
            if (!span.parent().isEmpty()) {
                assertThat(ids).as(span.name() + " of " + trace).contains(span.parent());
            }
        });
        assertThat(trace.stream().filter(span -> span.parent().isEmpty())).hasSize(1);
    }

    private static List<JsonNode> log(String data, String service) throws Exception {
        var json = JsonMapper.shared();
        try (var lines = Files.lines(directory.resolve(data).resolve("logs").resolve(service + ".log"))) {
            return lines.filter(line -> line.startsWith("{"))
                    .map(json::readTree)
                    .toList();
        }
    }
}
