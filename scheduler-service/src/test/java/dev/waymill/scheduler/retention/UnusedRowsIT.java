package dev.waymill.scheduler.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.SchedulerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rows beside the jobs that nothing uses any more.
@SchedulerTest
class UnusedRowsIT {
    @Autowired
    JdbcClient jdbc;

    private HistoryFixture history;

    @BeforeEach
    void reset(@Autowired ApplicationContext context) {
        history = new HistoryFixture(context);
        history.reset();
    }

    @AfterEach
    void empty() {
        history.empty();
    }

    @Test
    void unused_workers_concurrency_keys_and_limited_starts_are_deleted() {
        jdbc.sql("""
                        INSERT INTO worker (id, slots, seen_at)
                        SELECT id, 4, clock_timestamp() - age * INTERVAL '1 hour'
                        FROM (VALUES ('living', 0), ('silent', 23), ('gone', 25), ('leasing', 25)) w (id, age)
                        """).update();
        jdbc.sql("""
                        INSERT INTO lease (task_id, attempt, failures, worker, started_at, until)
                        VALUES (gen_random_uuid(), 1, 0, 'leasing', clock_timestamp(), clock_timestamp() + INTERVAL '1 h')
                        """).update();
        jdbc.sql("INSERT INTO concurrency_key (owner, key, capacity) VALUES ('ada', 'used', 1), ('ada', 'unused', 1)")
                .update();
        var job = history.finishedJob();
        jdbc.sql("UPDATE job SET concurrency_key = 'used' WHERE id = :id")
                .param("id", job)
                .update();
        jdbc.sql("INSERT INTO limited_start (limited_by, at, tasks) VALUES ('type:gone', clock_timestamp(), 1)")
                .update();

        history.keep(0);

        assertThat(jdbc.sql("SELECT id FROM worker").query(String.class).list())
                .containsExactlyInAnyOrder("living", "silent", "leasing");
        assertThat(jdbc.sql("SELECT key FROM concurrency_key")
                        .query(String.class)
                        .list())
                .containsExactly("used");
        assertThat(history.count("limited_start")).isZero();
        history.awaitPublished();
        history.keep(40);
        assertThat(history.count("concurrency_key")).isZero();
    }

    @Test
    void an_idle_flow_is_deleted_and_its_next_task_starts_at_the_virtual_clock() {
        jdbc.sql("SELECT setval('virtual_clock', 1000000)").query(Long.class).single();
        jdbc.sql("INSERT INTO flow VALUES ('idle', 5, false, 999999), ('busy', 5, false, 1000001)")
                .update();

        history.keep(0);

        assertThat(jdbc.sql("SELECT owner FROM flow").query(String.class).list())
                .containsExactly("busy");
        history.submittedJob(history.idAt(history.now), "idle");
        history.submittedJob(history.idAt(history.now), "busy");
        assertThat(jdbc.sql("SELECT start FROM ready ORDER BY position")
                        .query(Long.class)
                        .list())
                .containsExactly(1_000_000L, 1_000_001L);
        jdbc.sql("SELECT setval('virtual_clock', 0)").query(Long.class).single();
    }
}
