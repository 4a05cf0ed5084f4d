package dev.waymill.scheduler.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.KeptJobsRequest;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.job.CommandResult;
import dev.waymill.scheduler.job.JobRetry;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.report.ReportApplier;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What retention deletes, when, and what it keeps. Keepers with clocks in the future simulate the passing of
/// time.
@SchedulerTest
class HistoryIT {
    private static final RawJson PAYLOAD = new RawJson("{}");
    private static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);
    private static final Report DONE = new Report.Done(null, List.of());
    private static final HistoryProperties A_MONTH = new HistoryProperties(Duration.ofDays(30));

    @Autowired
    JobPruner oldJobs;

    @Autowired
    HistoryDays days;

    @Autowired
    UnusedRows idle;

    @Autowired
    KeptJobsController kept;

    @Autowired
    HistoryKeeper keeper;

    @Autowired
    ReadyQueue queue;

    @Autowired
    ReportApplier attempts;

    @Autowired
    JobRetry retries;

    @Autowired
    MeterRegistry metrics;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    private final Instant now = Clock.systemUTC().instant();
    private final LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    private final Random random = new Random();

    @BeforeEach
    void the_days_of_now_are_there() {
        Tables.empty(jdbc);
        keep(0);
    }

    @AfterEach
    void nothing_is_left() {
        Tables.empty(jdbc);
    }

    @Test
    void what_was_over_for_long_enough_is_forgotten_and_its_day_is_dropped() {
        var over = submitted();
        run(over, "stage", 1, new Report.Failed(ERROR, true));
        run(over, "stage", 2, DONE);
        allIsTold();
        assertThat(days.days()).contains(today);

        keep(29);
        assertThat(count("job")).isEqualTo(1);

        keep(32);
        assertThat(count("job")).isZero();
        assertThat(count("task")).isZero();
        assertThat(count("finished")).isZero();
        assertThat(count("attempt")).isZero();
        assertThat(days.days()).isNotEmpty().allMatch(day -> !day.isBefore(today.plusDays(2)));
    }

    @Test
    void an_open_job_keeps_its_past_when_its_day_is_dropped_and_goes_after_its_own_end() {
        var open = submitted();
        run(open, "stage", 1, new Report.Failed(ERROR, true));
        run(open, "stage", 2, then("second"));

        keep(32);
        assertThat(days.days()).doesNotContain(today);
        assertThat(whereItEnded(open, "stage")).isEqualTo("finished_default");
        assertThat(count("attempt")).isEqualTo(1);
        assertThat(state(open)).isEqualTo("running");

        run(open, "second", 1, DONE);
        assertThat(state(open)).isEqualTo("succeeded");
        finishedAt(open, now.plus(Duration.ofDays(32)));
        allIsTold();

        keep(61);
        assertThat(state(open)).isEqualTo("succeeded");

        keep(63);
        for (var table : List.of("job", "task", "finished", "attempt")) {
            assertThat(count(table)).isZero();
        }
    }

    @Test
    void an_end_lies_in_the_day_of_its_jobs_id_also_when_it_came_after_midnight() {
        var midnight = today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var before = submitted(idAt(midnight.minusMillis(1)));
        var after = submitted(idAt(midnight));

        for (var job : List.of(before, after)) {
            run(job, "stage", 1, new Report.Failed(ERROR, true));
            run(job, "stage", 2, DONE);
        }

        assertThat(whereItEnded(before, "stage")).isEqualTo("finished_" + suffix(today));
        assertThat(whereItEnded(after, "stage")).isEqualTo("finished_" + suffix(today.plusDays(1)));
        finishedAt(before, midnight.plusMillis(1));
        finishedAt(after, midnight.plusMillis(1));
        allIsTold();
        at(midnight.plus(Duration.ofDays(30)));
        assertThat(state(before)).isEqualTo("succeeded");
        assertThat(whereItEnded(before, "stage")).isEqualTo("finished_default");
        at(midnight.plus(Duration.ofDays(31)));
        assertThat(count("job")).isZero();
        assertThat(count("finished")).isZero();
    }

    @Test
    void a_failed_job_is_retried_after_its_day_was_dropped_and_its_history_goes_on() {
        var job = submitted();
        run(job, "stage", 1, then("second"));
        run(job, "second", 1, new Report.Failed(ERROR, false));
        finishedAt(job, now.plus(Duration.ofDays(20)));
        keep(32);
        assertThat(whereItEnded(job, "second")).isEqualTo("finished_default");

        assertThat(retries.retry(job)).isEqualTo(CommandResult.DONE);

        assertThat(state(job)).isEqualTo("queued");
        keep(60);
        run(job, "second", 2, DONE);
        assertThat(state(job)).isEqualTo("succeeded");
        assertThat(jdbc.sql("SELECT attempt FROM attempt").query(Integer.class).list())
                .containsExactly(1);
        assertThat(count("finished")).isEqualTo(2);
    }

    @Test
    void a_finished_job_stays_while_its_clean_up_goes_on() {
        var job = submitted();
        jdbc.sql("UPDATE job SET clean_up = '{\"kind\":\"clean\",\"payload\":{},\"cancellable\":true}'")
                .update();
        run(job, "stage", 1, new Report.Failed(ERROR, false));
        assertThat(state(job)).isEqualTo("failed");
        allIsTold();

        keep(40);
        assertThat(state(job)).isEqualTo("failed");

        run(job, "clean", 1, DONE);
        allIsTold();
        Awaitility.await().until(() -> count("dead_letter") == 1);
        keep(40);
        assertThat(state(job)).isEqualTo("failed");

        jdbc.sql("UPDATE dead_letter SET state = 'dismissed', resolved_at = clock_timestamp()")
                .update();
        keep(40);
        assertThat(count("job")).isZero();
        assertThat(count("finished")).isZero();
    }

    @Test
    void what_the_broker_has_not_been_told_is_not_forgotten() {
        var changed = done();
        var dead = done();
        done();
        allIsTold();

        transaction.executeWithoutResult(status -> {
            jdbc.sql("INSERT INTO job_change (job_id) VALUES (:job)")
                    .param("job", changed)
                    .update();
            jdbc.sql("INSERT INTO dead_task (task_id, attempt, reason, revival) VALUES (:task, 1, 'some', 0)")
                    .param("task", task(dead, "stage"))
                    .update();
            keep(40);
            assertThat(jdbc.sql("SELECT id FROM job").query(UUID.class).list())
                    .containsExactlyInAnyOrder(changed, dead);
            status.setRollbackOnly();
        });
    }

    @Test
    void a_job_with_an_open_dead_letter_is_kept_until_somebody_resolves_it() {
        var open = done();
        var dismissed = done();
        letter(open, "dead");
        letter(dismissed, "dismissed");
        allIsTold();

        keep(40);

        assertThat(jdbc.sql("SELECT id FROM job").query(UUID.class).list()).containsExactly(open);
        jdbc.sql("UPDATE dead_letter SET state = 'retried', resolved_at = clock_timestamp()")
                .update();
        keep(40);
        assertThat(count("job")).isZero();
    }

    @Test
    void the_gateway_learns_which_jobs_are_kept() {
        var open = submitted();
        var over = done();
        var gone = done();
        var lettered = UUID.randomUUID();
        letter(lettered, "dead");
        jdbc.sql("DELETE FROM job WHERE id = :id").param("id", gone).update();

        assertThat(kept.kept(new KeptJobsRequest(List.of(open, over, gone, lettered, UUID.randomUUID())))
                        .kept())
                .containsExactlyInAnyOrder(open, over, lettered);
        assertThat(kept.kept(new KeptJobsRequest(List.of())).kept()).isEmpty();
    }

    @Test
    void workers_and_concurrency_keys_that_nobody_needs_any_more_are_forgotten() {
        jdbc.sql("""
                        INSERT INTO worker (id, slots, seen_at)
                        SELECT id, 4, clock_timestamp() - age * INTERVAL '1 hour'
                        FROM (VALUES ('living', 0), ('silent', 23), ('gone', 25), ('leasing', 25)) w (id, age)
                        """).update();
        jdbc.sql("""
                        INSERT INTO lease (task_id, attempt, failures, worker, started_at, until)
                        VALUES (gen_random_uuid(), 1, 0, 'leasing', clock_timestamp(), clock_timestamp() + INTERVAL '1 h')
                        """).update();
        jdbc.sql("INSERT INTO gate (owner, key, capacity) VALUES ('ada', 'used', 1), ('ada', 'unused', 1)")
                .update();
        var job = done();
        jdbc.sql("UPDATE job SET gate = 'used' WHERE id = :id").param("id", job).update();
        jdbc.sql("INSERT INTO limited_start (limited_by, at, tasks) VALUES ('type:gone', clock_timestamp(), 1)")
                .update();

        keep(0);

        assertThat(jdbc.sql("SELECT id FROM worker").query(String.class).list())
                .containsExactlyInAnyOrder("living", "silent", "leasing");
        assertThat(jdbc.sql("SELECT key FROM gate").query(String.class).list()).containsExactly("used");
        assertThat(count("limited_start")).isZero();
        allIsTold();
        keep(40);
        assertThat(count("gate")).isZero();
    }

    /// Tables with a row about a task that are not its state: its attempts, the tasks it waits for, its
    /// unpublished death, its dead letter, and the workers that died while it ran.
    private static final List<String> NO_STATES = List.of("attempt", "fan_in", "dead_task", "dead_letter", "suspect");

    @Test
    void the_docs_name_every_table_in_which_a_task_may_lie() throws Exception {
        var states = Files.readString(Path.of(System.getProperty("waymill.home", ".."), "docs", "states.md"));

        assertThat(jdbc.sql("""
                                SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                                WHERE a.attname = 'task_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                                  AND c.relnamespace = 'public'::regnamespace
                                """).query(String.class).list())
                .hasSizeGreaterThan(NO_STATES.size())
                .allMatch(table -> NO_STATES.contains(table) || states.contains("`" + table + "`"));
    }

    @Test
    void a_clock_of_this_process_that_runs_ahead_forgets_nothing() {
        var job = done();
        allIsTold();

        while (keeper.tick()) {
            assertThat(count("job")).isNotNegative();
        }

        assertThat(state(job)).isEqualTo("succeeded");
        assertThat(new DatabaseClock(jdbc).instant()).isBetween(now.minusSeconds(60), now.plusSeconds(3_600));
    }

    @Test
    void many_keepers_at_once_forget_everything_and_hinder_nobody() throws Exception {
        insert(IntStream.range(0, 3_000).mapToObj(_ -> idAt(now)).toList(), "ada");
        jdbc.sql("UPDATE job SET state = 'succeeded', finished_at = clock_timestamp(), open = 0")
                .update();
        jdbc.sql("INSERT INTO finished (task_id, state, attempt) SELECT id, 'SUCCEEDED', 1 FROM task")
                .update();
        var keepers = new ArrayList<Callable<Object>>();
        for (int i = 0; i < 4; i++) {
            keepers.add(Executors.callable(() -> keep(40)));
        }
        keepers.add(Executors.callable(() -> IntStream.range(0, 50).forEach(_ -> done())));
        try (var threads = Executors.newFixedThreadPool(5)) {
            for (var keeper : threads.invokeAll(keepers)) {
                keeper.get();
            }
        }
        allIsTold();

        keep(40);

        assertThat(count("job")).isZero();
        assertThat(count("finished")).isZero();
        assertThat(days.days())
                .doesNotHaveDuplicates()
                .contains(today.plusDays(40))
                .allMatch(day -> !day.isBefore(today.plusDays(10)));
    }

    @Test
    void a_late_report_of_a_forgotten_task_is_counted_and_changes_nothing() {
        var job = submitted();
        var task = run(job, "stage", 1, DONE);
        allIsTold();
        keep(40);
        double late = metrics.counter("waymill.reports.late").count();

        say(job, task, 1, new Report.Started());
        say(job, task, 1, new Report.Failed(ERROR, true));

        assertThat(metrics.counter("waymill.reports.late").count()).isEqualTo(late + 2);
        assertThat(retries.retry(job)).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(retries.retry(job, task, null)).isEqualTo(CommandResult.refused(Refusal.JOB_NOT_FOUND));
        assertThat(count("job") + count("attempt") + count("finished")).isZero();
    }

    @Test
    void an_end_is_there_only_once_whichever_day_it_lies_in() {
        var job = submitted();
        var task = run(job, "stage", 1, DONE);
        say(job, task, 1, DONE);

        assertThat(count("finished")).isEqualTo(1);
        assertThatThrownBy(() -> jdbc.sql(
                                "INSERT INTO finished (task_id, state, attempt, finished_at) VALUES (:task, 'DEAD', 2, now() + INTERVAL '2 days')")
                        .param("task", task)
                        .update())
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void after_weeks_of_downtime_ends_are_kept_at_once_and_the_days_are_made_around_them() {
        var later = now.plus(Duration.ofDays(50));
        var job = submitted(idAt(later));
        run(job, "stage", 1, DONE);
        assertThat(whereItEnded(job, "stage")).isEqualTo("finished_default");

        at(later);

        assertThat(whereItEnded(job, "stage")).isEqualTo("finished_" + suffix(today.plusDays(50)));
        assertThat(days.days())
                .contains(today.plusDays(50), today.plusDays(51), today.plusDays(52), today.plusDays(53));
    }

    @Test
    void a_long_transaction_delays_the_drop_but_nobody_else() throws SQLException {
        var job = done();
        allIsTold();
        try (var other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.executeQuery("SELECT count(*) FROM finished").close();
            }
            keep(40);
            assertThat(days.days()).contains(today);
            done();
            other.rollback();
        }

        keep(40);

        assertThat(days.days()).doesNotContain(today);
        assertThat(jdbc.sql("SELECT count(*) FROM job WHERE id = :job")
                        .param("job", job)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void idle_flows_are_forgotten_and_the_next_task_starts_where_it_would_have() {
        jdbc.sql("SELECT setval('virtual_clock', 1000000)").query(Long.class).single();
        jdbc.sql("INSERT INTO flow VALUES ('idle', 5, false, 999999), ('busy', 5, false, 1000001)")
                .update();

        keep(0);

        assertThat(jdbc.sql("SELECT owner FROM flow").query(String.class).list())
                .containsExactly("busy");
        submitted(idAt(now), "idle");
        submitted(idAt(now), "busy");
        assertThat(jdbc.sql("SELECT start FROM ready ORDER BY position")
                        .query(Long.class)
                        .list())
                .containsExactly(1_000_000L, 1_000_001L);
        jdbc.sql("SELECT setval('virtual_clock', 0)").query(Long.class).single();
    }

    @Test
    void twenty_thousand_tasks_later_the_hot_tables_are_as_small_as_before() {
        for (int round = 0; round < 2; round++) {
            churn(1_000);
        }
        long before = hotBytes();

        for (int round = 0; round < 20; round++) {
            churn(1_000);
        }

        assertThat(hotBytes()).isLessThanOrEqualTo(before * 2);
        assertThat(count("finished")).isEqualTo(22_000);
        assertThat(jdbc.sql("""
                                SELECT count(*) FROM pg_class
                                WHERE relname IN ('ready', 'lease', 'flow', 'job_change')
                                  AND 'autovacuum_vacuum_threshold=1000' = ANY(reloptions)
                                """).query(Long.class).single()).isEqualTo(4);
    }

    /// Moves a batch of tasks from ready to finished, then vacuums, as PostgreSQL does after enough dead rows.
    private void churn(int tasks) {
        var ids = insert(IntStream.range(0, tasks).mapToObj(_ -> idAt(now)).toList(), "ada");
        transaction.executeWithoutResult(_ ->
                queue.add(ids.stream().map(task -> new QueuedTask(task, 0, 0)).toList()));
        jdbc.sql("""
                        WITH gone AS (DELETE FROM ready RETURNING task_id)
                        INSERT INTO lease (task_id, attempt, failures, until)
                        SELECT task_id, 1, 0, clock_timestamp() + INTERVAL '1 minute' FROM gone
                        """).update();
        var jobs = jdbc.sql("SELECT t.id, t.job_id FROM lease l JOIN task t ON t.id = l.task_id")
                .query((row, _) -> List.of(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
        attempts.apply(jobs.stream()
                .flatMap(ends -> List.of(
                        report(ends.get(1), ends.get(0), 1, new Report.Started()),
                        report(ends.get(1), ends.get(0), 1, DONE))
                        .stream())
                .toList());
        jdbc.sql("VACUUM ready, lease, flow").update();
    }

    private long hotBytes() {
        return jdbc.sql(
                        "SELECT pg_total_relation_size('ready') + pg_total_relation_size('lease') + pg_total_relation_size('flow')")
                .query(Long.class)
                .single();
    }

    private void keep(int daysFromNow) {
        at(now.plus(Duration.ofDays(daysFromNow)));
    }

    /// Runs one round of a keeper whose clock shows that time.
    private void at(Instant moment) {
        var keeper = new HistoryKeeper(oldJobs, days, queue, idle, A_MONTH, Clock.fixed(moment, ZoneOffset.UTC));
        while (keeper.tick()) {
            assertThat(count("job")).isNotNegative();
        }
    }

    /// Waits until the service's own loops have published everything.
    private void allIsTold() {
        Awaitility.await().until(() -> count("job_change") + count("dead_task") == 0);
    }

    private long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    private static String suffix(LocalDate day) {
        return day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private UUID idAt(Instant moment) {
        return new UUID(moment.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong());
    }

    private UUID done() {
        var job = submitted();
        run(job, "stage", 1, DONE);
        return job;
    }

    private UUID submitted() {
        return submitted(idAt(now));
    }

    private UUID submitted(UUID job) {
        return submitted(job, "ada");
    }

    private UUID submitted(UUID job, String owner) {
        var task = insert(List.of(job), owner).getFirst();
        transaction.executeWithoutResult(_ -> queue.add(List.of(new QueuedTask(task, 0, 0))));
        return job;
    }

    /// @return the first task of each job
    private List<UUID> insert(List<UUID> jobs, String owner) {
        return jdbc.sql("""
                        WITH jobs AS (
                            INSERT INTO job (id, owner, type, priority, max_attempts)
                            SELECT job, :owner, 'import', 5, 3 FROM unnest(:jobs::uuid[]) AS said (job)
                        )
                        INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
                        SELECT task, job, 'stage', '{}', true, false, false
                        FROM unnest(:tasks::uuid[], :jobs::uuid[]) AS said (task, job)
                        RETURNING id
                        """)
                .param("jobs", jobs.toArray(UUID[]::new))
                .param("owner", owner)
                .param(
                        "tasks",
                        jobs.stream().map(job -> JobStore.idOf(job, "first")).toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }

    private void letter(UUID job, String state) {
        jdbc.sql("""
                        INSERT INTO dead_letter (id, job_id, reason, error_class, error_message, attempts, clean_up, event,
                                                 dead_at, state, resolved_at)
                        SELECT gen_random_uuid(), :job, 'some', 'some', '', 1, false, '{}', clock_timestamp(), :state,
                               CASE WHEN :state <> 'dead' THEN clock_timestamp() END
                        """).param("job", job).param("state", state).update();
    }

    private static Report then(String kind) {
        return new Report.Done(null, List.of(new FollowUp(new TaskSpec(kind, PAYLOAD), Duration.ZERO, false)));
    }

    /// Runs one attempt of the job's task of that kind, from claim to end.
    private UUID run(UUID job, String kind, int attempt, Report end) {
        var task = task(job, kind);
        jdbc.sql("""
                        WITH from_delayed AS (DELETE FROM delayed WHERE task_id = :task RETURNING failures),
                             from_ready AS (DELETE FROM ready WHERE task_id = :task RETURNING failures)
                        INSERT INTO lease (task_id, attempt, failures, until)
                        SELECT :task, :attempt, failures, clock_timestamp() + INTERVAL '1 minute'
                        FROM (TABLE from_delayed UNION ALL TABLE from_ready) moved
                        """).param("task", task).param("attempt", attempt).update();
        say(job, task, attempt, new Report.Started());
        say(job, task, attempt, end);
        return task;
    }

    private void say(UUID job, UUID task, int attempt, Report report) {
        attempts.apply(List.of(report(job, task, attempt, report)));
    }

    private static TaskReported report(UUID job, UUID task, int attempt, Report report) {
        return new TaskReported(UUID.randomUUID(), Instant.EPOCH, job, task, attempt, "worker-1", report);
    }

    private UUID task(UUID job, String kind) {
        return jdbc.sql("SELECT id FROM task WHERE job_id = :job AND kind = :kind")
                .param("job", job)
                .param("kind", kind)
                .query(UUID.class)
                .single();
    }

    private String state(UUID job) {
        return jdbc.sql("SELECT state FROM job WHERE id = :job")
                .param("job", job)
                .query(String.class)
                .single();
    }

    private void finishedAt(UUID job, Instant moment) {
        jdbc.sql("UPDATE job SET finished_at = :moment::timestamptz WHERE id = :job")
                .param("moment", moment.toString())
                .param("job", job)
                .update();
    }

    private String whereItEnded(UUID job, String kind) {
        return jdbc.sql("SELECT tableoid::regclass::text FROM finished WHERE task_id = :task")
                .param("task", task(job, kind))
                .query(String.class)
                .single();
    }
}
