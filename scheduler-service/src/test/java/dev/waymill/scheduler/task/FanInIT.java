package dev.waymill.scheduler.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FanIn;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.report.ReportApplier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Many parallel tasks, and a fan-in that waits for all of them.
@SchedulerTest
class FanInIT {
    private static final UUID JOB = new UUID(0, 1);
    private static final UUID SPLIT = new UUID(0, 2);
    private static final RawJson NOTHING = new RawJson("{}");
    private static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);

    @Autowired
    ReportApplier attempts;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void a_job_with_a_running_first_task() {
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:job, 'ada', 'test', 5, 3)")
                .param("job", JOB)
                .update();
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:task, :job, 'split', '{}', true, false, false)")
                .param("task", SPLIT)
                .param("job", JOB)
                .update();
        lease(List.of(SPLIT), 1);
    }

    @AfterEach
    void empty_the_tables() {
        Tables.empty(jdbc);
    }

    @Test
    void the_fan_in_of_a_thousand_tasks_runs_once_after_the_last() {
        var chunks = fanOut(1_000, false);
        var shuffled = new ArrayList<>(chunks);
        Collections.shuffle(shuffled, new Random(7));
        lease(shuffled.subList(0, 999), 1);

        done(shuffled.subList(0, 500));
        done(shuffled.subList(250, 999));
        assertThat(where("sum")).isEqualTo("blocked");
        lease(shuffled.subList(999, 1_000), 1);
        done(shuffled.subList(999, 1_000));
        done(shuffled.subList(999, 1_000));

        assertThat(where("sum")).isEqualTo("ready");
        assertThat(waited()).isEqualTo("0 of 1000 and 0");
        done(take("sum"));
        assertThat(state()).isEqualTo("succeeded");
        assertThat(jdbc.sql("SELECT count(*) FROM task WHERE kind = 'sum'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_retried_chunk_counts_once() {
        var chunks = fanOut(2, false);
        lease(chunks, 1);
        apply(chunks.getFirst(), 1, new Report.Failed(ERROR, true));
        done(chunks.subList(1, 2));
        assertThat(where("sum")).isEqualTo("blocked");

        jdbc.sql("DELETE FROM delayed").update();
        jdbc.sql("DELETE FROM ready").update();
        lease(chunks.subList(0, 1), 2);
        apply(chunks.getFirst(), 2, new Report.Done(null, List.of()));

        assertThat(waited()).isEqualTo("0 of 2 and 0");
        assertThat(where("sum")).isEqualTo("ready");
    }

    @Test
    void a_fan_in_also_waits_for_follow_ups_of_its_chunks() {
        var chunks = fanOut(1, false);
        lease(chunks, 1);
        var further = new FollowUp(new TaskSpec("further", NOTHING), Duration.ZERO, false);
        apply(chunks.getFirst(), 1, new Report.Done(null, List.of(further, further)));
        assertThat(where("sum")).isEqualTo("blocked");

        done(take("further"));

        assertThat(where("sum")).isEqualTo("ready");
        assertThat(waited()).isEqualTo("0 of 3 and 0");
    }

    @Test
    void an_outer_fan_in_waits_for_an_inner_one() {
        var chunks = fanOut(1, false);
        lease(chunks, 1);
        var inner = new FollowUp(new TaskSpec("inner", NOTHING), Duration.ZERO, false);
        var innerSum = new FanIn(new TaskSpec("inner sum", NOTHING), false);
        apply(chunks.getFirst(), 1, new Report.Done(null, List.of(inner, inner), innerSum));

        done(take("inner"));
        assertThat(where("sum")).isEqualTo("blocked");
        assertThat(where("inner sum")).isEqualTo("ready");
        done(take("inner sum"));

        assertThat(where("sum")).isEqualTo("ready");
    }

    @Test
    void a_dead_chunk_fails_the_job_and_the_fan_in_never_runs() {
        var chunks = fanOut(3, false);
        lease(chunks, 1);

        apply(chunks.getFirst(), 1, new Report.Failed(ERROR, false));

        assertThat(state()).isEqualTo("failed");
        assertThat(where("sum")).isEqualTo("CANCELLED");
        done(chunks.subList(1, 3));
        assertThat(where("sum")).isEqualTo("CANCELLED");
    }

    @Test
    void a_fan_in_that_tolerates_dead_chunks_gets_their_number() {
        var chunks = fanOut(3, true);
        lease(chunks, 1);
        apply(chunks.getFirst(), 1, new Report.Failed(ERROR, false));
        assertThat(state()).isEqualTo("running");

        done(chunks.subList(1, 3));

        assertThat(waited()).isEqualTo("0 of 2 and 1");
        done(take("sum"));
        assertThat(state()).isEqualTo("succeeded");
    }

    @Test
    void a_fan_in_without_chunks_runs_at_once() {
        fanOut(0, false);

        assertThat(where("sum")).isEqualTo("ready");
    }

    private List<UUID> fanOut(int chunks, boolean despiteDead) {
        var chunk = new FollowUp(new TaskSpec("chunk", NOTHING), Duration.ZERO, false);
        var sum = new FanIn(new TaskSpec("sum", NOTHING), despiteDead);
        apply(SPLIT, 1, new Report.Done(null, Collections.nCopies(chunks, chunk), sum));
        return jdbc.sql("SELECT id FROM task WHERE kind = 'chunk'")
                .query(UUID.class)
                .list();
    }

    private List<UUID> take(String kind) {
        var tasks = jdbc.sql("SELECT id FROM task WHERE kind = :kind")
                .param("kind", kind)
                .query(UUID.class)
                .list();
        lease(tasks, 1);
        return tasks;
    }

    private void lease(List<UUID> tasks, int attempt) {
        jdbc.sql("""
                        WITH gone AS (DELETE FROM ready WHERE task_id = ANY(:tasks))
                        INSERT INTO lease (task_id, attempt, failures, worker, until, started_at)
                        SELECT id, :attempt, :attempt - 1, 'w', 'infinity', clock_timestamp() FROM unnest(:tasks::uuid[]) id
                        """)
                .param("tasks", tasks.toArray(UUID[]::new))
                .param("attempt", attempt)
                .update();
    }

    private void done(List<UUID> tasks) {
        attempts.apply(tasks.stream()
                .map(task -> report(task, 1, new Report.Done(null, List.of())))
                .toList());
    }

    private void apply(UUID task, int attempt, Report report) {
        attempts.apply(List.of(report(task, attempt, report)));
    }

    private static TaskReported report(UUID task, int attempt, Report report) {
        return new TaskReported(UUID.randomUUID(), Instant.EPOCH, JOB, task, attempt, "w", report);
    }

    private String state() {
        return jdbc.sql("SELECT state FROM job").query(String.class).single();
    }

    private String waited() {
        return jdbc.sql(
                        "SELECT waits_for || ' of ' || succeeded || ' and ' || dead FROM fan_in JOIN task ON id = task_id"
                                + " WHERE kind = 'sum'")
                .query(String.class)
                .single();
    }

    private String where(String kind) {
        return jdbc.sql("""
                        SELECT CASE WHEN b.task_id IS NOT NULL THEN 'blocked'
                                    WHEN r.task_id IS NOT NULL THEN 'ready'
                                    ELSE f.state END
                        FROM task t
                        LEFT JOIN blocked b ON b.task_id = t.id
                        LEFT JOIN ready r ON r.task_id = t.id
                        LEFT JOIN finished f ON f.task_id = t.id
                        WHERE t.kind = :kind
                        """).param("kind", kind).query(String.class).single();
    }
}
