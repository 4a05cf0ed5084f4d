package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The gateway's own tick runs concurrently with the ticks of the tests, and a tick skips what the other has
/// locked. So a test waits until nothing of its owner is due before it looks.
class ScheduleTriggerIT {
    private static RunningGateway gateway;
    private static JdbcClient jdbc;
    private String owner;
    private String key;

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
    void anOwner() {
        owner = "owner-" + UUID.randomUUID();
        key = gateway.key(owner, "operator");
    }

    @Test
    void a_due_schedule_creates_jobs_repeatedly() {
        var id = make("\"every\": \"PT1S\"");

        await().until(() -> jobs() >= 2);

        var schedule = gateway.get("/api/v1/schedules/" + id, key).is(200);
        assertThat(schedule.text("/lastJobId")).isNotEmpty();
        assertThat(gateway.get("/api/v1/jobs/" + schedule.text("/lastJobId"), key)
                        .is(200)
                        .text("/type"))
                .isEqualTo("noop");
    }

    @Test
    void many_gateways_fire_each_schedule_once() throws Exception {
        for (int i = 0; i < 150; i++) {
            make("\"every\": \"PT1H\"");
        }
        wasDue("1 second");

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var tick : threads.invokeAll(
                    Stream.generate(() -> (Callable<Boolean>) gateway.bean(ScheduleTrigger.class)::tick)
                            .limit(40)
                            .toList())) {
                tick.get();
            }
        }
        await().until(this::nothingIsDue);

        assertThat(jobs()).isEqualTo(150);
        assertThat(jdbc.sql("SELECT count(DISTINCT last_job_id) FROM schedule WHERE owner = :owner")
                        .param("owner", owner)
                        .query(Long.class)
                        .single())
                .isEqualTo(150);
    }

    @Test
    void missed_firings_create_one_job() throws Exception {
        make("\"every\": \"PT1H\"");
        wasDue("10 hours");

        tick();
        tick();

        assertThat(jobs()).isEqualTo(1);
        assertThat(dueAgain()).isTrue();
    }

    @Test
    void missed_firings_are_skipped_on_request() {
        make("\"every\": \"PT1H\", \"missed\": \"skip\"");
        wasDue("10 hours");

        tick();

        assertThat(jobs()).isZero();
        assertThat(dueAgain()).isTrue();
    }

    @Test
    void a_paused_schedule_does_not_fire_and_catches_up_nothing() {
        var id = make("\"every\": \"PT1H\"");
        gateway.post("/api/v1/schedules/" + id + "/pause", key, "").is(200);
        wasDue("3 hours");

        tick();
        assertThat(jobs()).isZero();
        gateway.post("/api/v1/schedules/" + id + "/resume", key, "").is(200);
        tick();

        assertThat(jobs()).isZero();
        assertThat(dueAgain()).isTrue();
    }

    @Test
    void a_schedule_that_cannot_fire_does_not_block_the_others() {
        make("\"every\": \"PT1H\"");
        jdbc.sql("UPDATE schedule SET job = '{\"type\": \"gone\"}' WHERE owner = :owner")
                .param("owner", owner)
                .update();
        make("\"every\": \"PT1H\"");
        wasDue("1 second");

        tick();

        assertThat(jobs()).isEqualTo(1);
        assertThat(dueAgain()).isTrue();
    }

    @Test
    void a_firing_that_was_calculated_under_other_rules_is_calculated_again() {
        var id = make("\"cron\": \"0 0 13 * 5\"");
        var next = gateway.get("/api/v1/schedules/" + id, key).text("/nextAt");
        jdbc.sql("UPDATE schedule SET next_at = next_at + INTERVAL '90 days' WHERE owner = :owner")
                .param("owner", owner)
                .update();
        assertThat(gateway.get("/api/v1/schedules/" + id, key).text("/next/0"))
                .isEqualTo(gateway.get("/api/v1/schedules/" + id, key).text("/nextAt"));

        gateway.bean(FiringCorrection.class).tick();

        assertThat(gateway.get("/api/v1/schedules/" + id, key).text("/nextAt")).isEqualTo(next);
    }

    @Test
    void a_schedule_that_is_written_back_keeps_its_rhythm_and_a_firing_that_is_due() {
        var id = make("\"every\": \"PT1H\"");
        gateway.post("/api/v1/schedules/" + id + "/pause", key, "").is(200);
        jdbc.sql("UPDATE schedule SET anchor = anchor - INTERVAL '7 minutes', next_at = now() - INTERVAL '1 second'"
                        + " WHERE owner = :owner")
                .param("owner", owner)
                .update();
        var read =
                gateway.get("/api/v1/schedules/" + id, key).is(200).response().body();

        gateway.send(gateway.request("/api/v1/schedules/" + id, key)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(read)))
                .is(200);

        assertThat(dueAgain()).isFalse();
        assertThat(jdbc.sql("SELECT created_at - anchor FROM schedule WHERE owner = :owner")
                        .param("owner", owner)
                        .query(String.class)
                        .single())
                .isEqualTo("00:07:00");
    }

    @Test
    void a_manual_run_does_not_move_the_next_firing() {
        var id = make("\"every\": \"PT1H\"");
        var before = gateway.get("/api/v1/schedules/" + id, key).is(200).text("/nextAt");

        var fired = gateway.post("/api/v1/schedules/" + id + "/run", key, "").is(202);

        assertThat(fired.header("Location")).isEqualTo("/api/v1/jobs/" + fired.text("/job"));
        assertThat(jobs()).isEqualTo(1);
        assertThat(gateway.get("/api/v1/schedules/" + id, key).is(200).text("/nextAt"))
                .isEqualTo(before);
    }

    private void tick() {
        gateway.bean(ScheduleTrigger.class).tick();
        await().until(this::nothingIsDue);
    }

    private String make(String recurrence) {
        var body = "{\"name\": \"%s\", \"type\": \"noop\", %s}".formatted(UUID.randomUUID(), recurrence);
        return gateway.post("/api/v1/schedules", key, body).is(201).text("/id");
    }

    private void wasDue(String ago) {
        jdbc.sql("UPDATE schedule SET next_at = now() - :ago::interval WHERE owner = :owner")
                .param("ago", ago)
                .param("owner", owner)
                .update();
    }

    private boolean nothingIsDue() {
        return jdbc.sql("SELECT bool_and(paused OR next_at > now()) FROM schedule WHERE owner = :owner")
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    private boolean dueAgain() {
        return jdbc.sql("SELECT bool_and(next_at > now()) FROM schedule WHERE owner = :owner")
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    private long jobs() {
        return jdbc.sql("SELECT count(*) FROM job WHERE owner = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }
}
