package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static dev.waymill.system.Waymill.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Jobs other than imports, through the three real services.
class JobsIT {
    private static final String QUICK = "\"backoff\": {\"base\": \"PT0.01S\", \"factor\": 1, \"cap\": \"PT0.01S\"}";

    @TempDir
    static Path directory;

    static Waymill waymill;

    @BeforeAll
    static void start() throws Exception {
        waymill = Waymill.start(directory, ServiceStack.Options.defaults());
    }

    @AfterAll
    static void stop() {
        waymill.close();
    }

    @Test
    void a_job_that_fails_twice_succeeds_and_shows_all_three_attempts() throws Exception {
        var owner = waymill.owner();

        var job = end(owner, """
                {"type": "simulation", "payload": {"steps": [{"action": "fail", "times": 2}], "result": {"sum": 3}}, %s}
                """.formatted(QUICK));

        assertThat(job.path("state").asString()).isEqualTo("succeeded");
        assertThat(job.at("/result/sum").asInt()).isEqualTo(3);
        assertThat(job.path("attempt").asInt()).isEqualTo(3);
        var attempts = owner.api().get("/jobs/" + job.path("id").asString() + "/attempts");
        assertThat(attempts.path("items")
                        .valueStream()
                        .map(one -> one.path("outcome").asString()))
                .containsExactly("failed", "failed", "succeeded");
    }

    @Test
    void a_failing_job_is_a_dead_letter_until_retried_with_a_fix() throws Exception {
        var owner = waymill.owner();
        var job = end(owner, """
                {"type": "simulation", "payload": {"steps": [{"action": "fail"}]}, "maxAttempts": 3, %s}
                """.formatted(QUICK));
        assertThat(job.path("state").asString()).isEqualTo("failed");

        var letter = waymill.deadLetter(owner, job.path("id").asString());
        assertThat(letter.path("reason").asString()).isEqualTo("attempts-exhausted");
        assertThat(letter.path("attempts")).hasSize(3);
        owner.api().post("/dead-letters/" + letter.path("id").asString() + "/retry", "{\"payload\": {\"steps\": []}}");

        awaitState(owner, job.path("id").asString(), "succeeded");
    }

    @Test
    void a_held_job_runs_when_it_is_released() throws Exception {
        var owner = waymill.owner();
        var id = submit(owner, "{\"type\": \"noop\", \"hold\": true}");
        awaitState(owner, id, "held");

        owner.api().post("/jobs/" + id + "/release");

        assertThat(awaitEnd(owner, id).path("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void jobs_with_one_concurrency_key_run_in_order_one_by_one() throws Exception {
        var owner = waymill.owner();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(submit(owner, """
                    {"type": "simulation", "payload": {"steps": [{"action": "sleep", "millis": 50}]},
                     "concurrency": {"key": "printer", "limit": 1}}"""));
        }
        var times = new ArrayList<String>();
        for (var id : ids) {
            awaitEnd(owner, id);
            var attempt = owner.api().get("/jobs/" + id + "/attempts").at("/items/0");
            times.add(attempt.path("startedAt").asString(attempt.path("endedAt").asString()));
            times.add(attempt.path("endedAt").asString());
        }

        assertThat(times).isSorted();
    }

    private static JsonNode end(Owner owner, String request) throws Exception {
        return awaitEnd(owner, submit(owner, request));
    }

    private static String submit(Owner owner, String request) {
        return owner.api().post("/jobs", request).path("id").asString();
    }
}
