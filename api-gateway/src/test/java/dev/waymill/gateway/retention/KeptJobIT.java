package dev.waymill.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.gateway.RunningGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which jobs a sweep keeps, and until when.
class KeptJobIT {
    private final HistoryFixture history = new HistoryFixture();
    private final RunningGateway gateway = history.gateway;
    private final String key = history.key;

    @Test
    void a_job_that_the_scheduler_keeps_is_kept() {
        var kept = history.job(40, "noop", "failed");
        var gone = history.job(40, "noop", "failed");
        gateway.scheduler.respond(HistoryFixture.KEPT, 200, "{\"kept\": [\"" + kept + "\"]}");

        history.sweep();

        assertThat(history.exists(kept)).isTrue();
        assertThat(history.exists(gone)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"200, {}", "200, []", "404, {}", "400, {}", "500, {}", "200, nonsense"})
    void nothing_is_deleted_without_a_valid_answer_from_the_scheduler(int status, String body) {
        var job = history.job(40, "noop", "succeeded");
        gateway.scheduler.respond(HistoryFixture.KEPT, status, body);

        history.sweep();

        assertThat(history.exists(job)).isTrue();
    }

    @Test
    void an_open_unpublished_or_still_unique_job_is_kept() {
        var open = history.job(400, "noop", "running");
        var unpublished = history.job(40, "noop", "succeeded");
        history.update("UPDATE job SET published_at = NULL, publish_after = 'infinity' WHERE id = ?", unpublished);
        var unique = history.job(40, "noop", "succeeded");
        history.update(
                "UPDATE job SET unique_key = 'k', unique_until = clock_timestamp() + INTERVAL '1 day' WHERE id = ?",
                unique);
        var noMore = history.job(40, "noop", "succeeded");
        history.update(
                "UPDATE job SET unique_key = 'k', unique_until = clock_timestamp() - INTERVAL '1 day' WHERE id = ?",
                noMore);

        history.sweep();

        assertThat(List.of(
                        history.exists(open),
                        history.exists(unpublished),
                        history.exists(unique),
                        history.exists(noMore)))
                .containsExactly(true, true, true, false);
    }

    @Test
    void a_unique_job_is_kept_for_its_unique_period() {
        var job = gateway.post("/api/v1/jobs", key, """
                        {"type": "noop", "unique": {"key": "yearly", "period": "P200D"}}""").is(202).text("/id");
        history.update(
                "UPDATE job SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ?",
                UUID.fromString(job));

        assertThat(Instant.parse(gateway.get("/api/v1/jobs/" + job, key).is(200).text("/keptUntil")))
                .isAfter(Instant.now().plus(Duration.ofDays(199)));
    }

    @Test
    void an_import_is_kept_while_its_points_are_in_the_timeline() {
        var imported = history.job(100, "import", "succeeded");
        history.update("UPDATE job SET sha256 = 'abc' WHERE id = ?", imported);
        var live = history.job(100, "import", "succeeded");
        var reverted = history.job(100, "import", "succeeded");
        var revert = history.job(2, "revert", "succeeded");
        history.update("UPDATE job SET sha256 = 'def', reverted_by = '" + revert + "' WHERE id = ?", reverted);
        var still = history.job(100, "import", "succeeded");
        var failed = history.job(50, "revert", "failed");
        history.update("UPDATE job SET sha256 = 'ghi', reverted_by = '" + failed + "' WHERE id = ?", still);
        history.update("UPDATE job SET payload = '{\"importId\": \"" + still + "\"}' WHERE id = ?", failed);

        history.sweep();
        history.sweep();

        assertThat(List.of(
                        history.exists(imported),
                        history.exists(live),
                        history.exists(reverted),
                        history.exists(still),
                        history.exists(failed)))
                .containsExactly(true, false, true, true, false);
        var view = gateway.get("/api/v1/jobs/" + imported, key).is(200);
        assertThat(view.json().path("keptUntil").isNull()).isTrue();
        gateway.get("/api/v1/jobs/" + imported + "/attempts", key).isProblem(410, "job-forgotten");

        history.age("job", "finished_at", "id = '" + revert + "'", 31);
        var earlier = history.moveId(revert, 31);
        history.update("UPDATE job SET reverted_by = '" + earlier + "' WHERE id = ?", reverted);
        history.sweep();
        history.sweep();
        assertThat(history.exists(reverted)).isFalse();
        assertThat(history.exists(still)).isTrue();
    }

    @Test
    void a_finished_job_shows_until_when_it_is_kept() {
        var job = history.job(3, "noop", "succeeded");

        var view = gateway.get("/api/v1/jobs?limit=1", key).is(200);

        assertThat(view.text("/items/0/id")).isEqualTo(job.toString());
        assertThat(Duration.between(
                        Instant.parse(view.text("/items/0/finishedAt")),
                        Instant.parse(view.text("/items/0/keptUntil"))))
                .isEqualTo(Duration.ofDays(30));
        assertThat(gateway.post("/api/v1/jobs", key, "{\"type\": \"noop\"}")
                        .is(202)
                        .json()
                        .path("keptUntil")
                        .isNull())
                .isTrue();
    }
}
