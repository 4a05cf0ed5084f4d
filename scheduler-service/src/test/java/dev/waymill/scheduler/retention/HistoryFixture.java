package dev.waymill.scheduler.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.report.ReportApplier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Jobs with a history, and keepers with clocks in the future, which simulate the passing of time.
final class HistoryFixture {
    static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);
    static final Report DONE = new Report.Done(null, List.of());
    private static final RawJson PAYLOAD = new RawJson("{}");
    private static final HistoryProperties A_MONTH = new HistoryProperties(Duration.ofDays(30));

    final Instant now = Clock.systemUTC().instant();
    final LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    final JdbcClient jdbc;
    final HistoryDays days;
    private final JobPruner jobs;
    private final UnusedRows unused;
    private final ReadyQueue queue;
    private final ReportApplier attempts;
    private final TransactionTemplate transaction;
    private final Random random = new Random();

    HistoryFixture(ApplicationContext context) {
        jdbc = context.getBean(JdbcClient.class);
        days = context.getBean(HistoryDays.class);
        jobs = context.getBean(JobPruner.class);
        unused = context.getBean(UnusedRows.class);
        queue = context.getBean(ReadyQueue.class);
        attempts = context.getBean(ReportApplier.class);
        transaction = context.getBean(TransactionTemplate.class);
    }

    /// Empties all tables, and creates the days of now.
    void reset() {
        Tables.empty(jdbc);
        keep(0);
    }

    void empty() {
        Tables.empty(jdbc);
    }

    /// Runs a keeper on the given number of days from now.
    void keep(int daysFromNow) {
        keepAt(now.plus(Duration.ofDays(daysFromNow)));
    }

    /// Runs a keeper whose clock shows that time until it has nothing left to do.
    void keepAt(Instant moment) {
        var keeper = new HistoryKeeper(jobs, days, queue, unused, A_MONTH, Clock.fixed(moment, ZoneOffset.UTC));
        while (keeper.tick()) {
            assertThat(count("job")).isNotNegative();
        }
    }

    /// Waits until the service's own loops have published everything.
    void awaitPublished() {
        Awaitility.await().until(() -> count("job_change") + count("dead_letter_outbox") == 0);
    }

    /// A job whose only task succeeded at its first attempt.
    UUID finishedJob() {
        var job = submittedJob();
        run(job, "stage", 1, DONE);
        return job;
    }

    /// A job of `ada` whose first task is ready.
    UUID submittedJob() {
        return submittedJob(idAt(now));
    }

    UUID submittedJob(UUID job) {
        return submittedJob(job, "ada");
    }

    UUID submittedJob(UUID job, String owner) {
        var task = insert(List.of(job), owner).getFirst();
        transaction.executeWithoutResult(_ -> queue.add(List.of(new QueuedTask(task, 0, 0))));
        return job;
    }

    /// @return the first task of each job
    List<UUID> insert(List<UUID> jobs, String owner) {
        return jdbc.sql("""
                        WITH jobs AS (
                            INSERT INTO job (id, owner, type, priority, max_attempts)
                            SELECT job, :owner, 'import', 5, 3 FROM unnest(:jobs::uuid[]) AS input (job)
                        )
                        INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)
                        SELECT task, job, 'stage', '{}', true, false, false
                        FROM unnest(:tasks::uuid[], :jobs::uuid[]) AS input (task, job)
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

    /// Runs one attempt of the job's task of that kind, from claim to end.
    UUID run(UUID job, String kind, int attempt, Report end) {
        var task = task(job, kind);
        jdbc.sql("""
                        WITH from_delayed AS (DELETE FROM delayed WHERE task_id = :task RETURNING failures),
                             from_ready AS (DELETE FROM ready WHERE task_id = :task RETURNING failures)
                        INSERT INTO lease (task_id, attempt, failures, until)
                        SELECT :task, :attempt, failures, clock_timestamp() + INTERVAL '1 minute'
                        FROM (TABLE from_delayed UNION ALL TABLE from_ready) moved
                        """).param("task", task).param("attempt", attempt).update();
        report(job, task, attempt, new Report.Started());
        report(job, task, attempt, end);
        return task;
    }

    void report(UUID job, UUID task, int attempt, Report report) {
        attempts.apply(List.of(event(job, task, attempt, report)));
    }

    static TaskReported event(UUID job, UUID task, int attempt, Report report) {
        return new TaskReported(UUID.randomUUID(), Instant.EPOCH, job, task, attempt, "worker-1", report);
    }

    static Report then(String kind) {
        return new Report.Done(null, List.of(new FollowUp(new TaskSpec(kind, PAYLOAD), Duration.ZERO, false)));
    }

    /// A job id of that time.
    UUID idAt(Instant moment) {
        return new UUID(moment.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong());
    }

    void setFinishedAt(UUID job, Instant moment) {
        jdbc.sql("UPDATE job SET finished_at = :moment::timestamptz WHERE id = :job")
                .param("moment", moment.toString())
                .param("job", job)
                .update();
    }

    void addDeadLetter(UUID job, String state) {
        jdbc.sql("""
                        INSERT INTO dead_letter (id, job_id, reason, error_class, error_message, attempts, clean_up, event,
                                                 dead_at, state, resolved_at)
                        SELECT gen_random_uuid(), :job, 'some', 'some', '', 1, false, '{}', clock_timestamp(), :state,
                               CASE WHEN :state <> 'dead' THEN clock_timestamp() END
                        """).param("job", job).param("state", state).update();
    }

    long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    UUID task(UUID job, String kind) {
        return jdbc.sql("SELECT id FROM task WHERE job_id = :job AND kind = :kind")
                .param("job", job)
                .param("kind", kind)
                .query(UUID.class)
                .single();
    }

    String jobState(UUID job) {
        return jdbc.sql("SELECT state FROM job WHERE id = :job")
                .param("job", job)
                .query(String.class)
                .single();
    }

    /// The partition that holds the finished row of the task.
    String finishedTable(UUID job, String kind) {
        return jdbc.sql("SELECT tableoid::regclass::text FROM finished WHERE task_id = :task")
                .param("task", task(job, kind))
                .query(String.class)
                .single();
    }

    static String suffix(LocalDate day) {
        return day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
