package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Each test locks the schedule's row until all its requests wait for it, so all of them have read the same
/// version.
class ConcurrentEditIT {
    private static RunningGateway gateway;
    private static JdbcClient jdbc;
    private String key;
    private UUID id;
    private String path;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
        jdbc = gateway.jdbc();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void aSchedule() {
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
        id = UUID.fromString(gateway.post("/api/v1/schedules", key, body("nightly", 5))
                .is(201)
                .text("/id"));
        path = "/api/v1/schedules/" + id;
    }

    @Test
    void one_of_two_concurrent_edits_is_refused() {
        var answers = whileLocked(() -> {}, () -> put(6), () -> put(7));

        var won = answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(won).hasSize(1);
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(lost -> assertThat(lost.isProblem(409, "conflict").text("/detail"))
                        .contains("changed the schedule at the same time"));
        assertThat(gateway.get(path, key).is(200).json().path("priority"))
                .isEqualTo(won.getFirst().json().path("priority"));
        put(8).is(200);
    }

    @Test
    void an_edit_of_a_concurrently_deleted_schedule_gives_a_404() {
        var answers = whileLocked(() -> update("DELETE FROM schedule WHERE id = :id"), () -> put(6));

        answers.getFirst().isProblem(404, "schedule-not-found");
    }

    @Test
    void an_edit_and_a_pause_do_not_undo_each_other() {
        var answers = whileLocked(
                () -> update("UPDATE schedule SET paused = true, version = version + 1 WHERE id = :id"), () -> put(6));

        answers.getFirst().isProblem(409, "conflict");
        assertThat(gateway.get(path, key).is(200).json().path("paused").asBoolean())
                .isTrue();
    }

    @Test
    void concurrent_pauses_do_not_conflict() {
        var answers = whileLocked(() -> {}, () -> post("/pause"), () -> post("/pause"));

        answers.forEach(answer ->
                assertThat(answer.is(200).json().path("paused").asBoolean()).isTrue());
    }

    /// The values written by a firing are kept, and the next firing follows the edit.
    @Test
    void a_firing_and_a_concurrent_edit_both_take_effect() {
        var job = UUID.randomUUID();
        var firing = """
                UPDATE schedule SET next_at = now() + INTERVAL '5 hours', last_at = now(), last_job_id = '%s' WHERE id = :id
                """.formatted(job);

        var edited = whileLocked(() -> update(firing), () -> put(6)).getFirst().is(200);

        assertThat(edited.text("/lastJobId")).isEqualTo(job.toString());
        assertThat(edited.json().path("priority").asInt()).isEqualTo(6);
        assertThat(nextAtIsWithin("61 minutes")).isTrue();
    }

    /// The broken connection also breaks the rollback, whose exception hides the first one.
    @Test
    void an_edit_or_a_pause_whose_connection_breaks_can_be_tried_again() {
        whileLocked(ConcurrentEditIT::breakWaitingConnections, () -> put(6), () -> post("/pause"))
                .forEach(answer -> answer.isProblem(503, "database-unavailable"));

        put(6).is(200);
    }

    private static void breakWaitingConnections() {
        jdbc.sql("""
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """).query(Boolean.class).list();
    }

    /// @param meanwhile done before the row is unlocked
    @SafeVarargs
    private List<Answered> whileLocked(Runnable meanwhile, Supplier<Answered>... requests) {
        var answers = gateway.bean(TransactionTemplate.class).execute(_ -> {
            jdbc.sql("SELECT id FROM schedule WHERE id = :id FOR UPDATE")
                    .param("id", id)
                    .query(UUID.class)
                    .single();
            var pending =
                    Stream.of(requests).map(CompletableFuture::supplyAsync).toList();
            await().until(() -> waiting() == requests.length);
            meanwhile.run();
            return pending;
        });
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private void update(String sql) {
        jdbc.sql(sql).param("id", id).update();
    }

    private static long waiting() {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """).query(Long.class).single();
    }

    private boolean nextAtIsWithin(String time) {
        return jdbc.sql("SELECT next_at BETWEEN now() AND now() + :time::interval FROM schedule WHERE id = :id")
                .param("time", time)
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private Answered put(int priority) {
        return gateway.send(gateway.request(path, key)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body("nightly", priority))));
    }

    private Answered post(String action) {
        return gateway.post(path + action, key, "");
    }

    private static String body(String name, int priority) {
        return "{\"name\": \"%s\", \"type\": \"noop\", \"every\": \"PT1H\", \"priority\": %d}"
                .formatted(name, priority);
    }
}
