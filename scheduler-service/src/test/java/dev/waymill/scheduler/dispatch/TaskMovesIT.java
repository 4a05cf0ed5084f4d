package dev.waymill.scheduler.dispatch;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.SchedulerTest;
import dev.waymill.scheduler.Tables;
import dev.waymill.scheduler.dispatch.ClaimStore.QueuePosition;
import dev.waymill.scheduler.job.JobRetry;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import dev.waymill.scheduler.task.JobTasks;
import dev.waymill.scheduler.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Tries every operation on a task in every state, on a real database, against [TaskState#next()]: an operation
/// moves a task only along an allowed transition, each transition is made by some operation, and a task is
/// always in exactly one table.
@SchedulerTest
class TaskMovesIT {
    private static final UUID JOB = new UUID(0, 1);
    private static final UUID TASK = new UUID(0, 2);

    /// A task that the other one waits for, where that one is BLOCKED.
    private static final UUID CHILD = new UUID(0, 3);

    private static final TaskError ERROR = new TaskError("some-error", "It went wrong", null);
    private static final DispatchProperties BOUNDS =
            new DispatchProperties(10, 2, Duration.ofSeconds(15), Duration.ofMinutes(15), Duration.ofHours(1));

    /// Statements that put a task into each state; READY has three tables.
    private static final Map<String, TaskState> PLACES = Map.ofEntries(
            entry("INSERT INTO held VALUES (:task, NULL, 0, 0)", TaskState.HELD),
            entry("""
                    WITH child AS (INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up, fan_in)
                                   VALUES (:child, :job, 'test', '{}', true, false, false, :task)),
                         out AS (INSERT INTO lease VALUES (:child, 1, 0, 'w', 'infinity', clock_timestamp())),
                         count AS (INSERT INTO fan_in VALUES (:task, 1, 0, 0, true))
                    INSERT INTO blocked VALUES (:task)
                    """, TaskState.BLOCKED),
            entry("INSERT INTO delayed VALUES (:task, clock_timestamp() + INTERVAL '1 hour', 0, 0)", TaskState.READY),
            entry(
                    "INSERT INTO waiting_for_key (owner, key, task_id, attempt, failures)"
                            + " VALUES ('ada', 'key', :task, 0, 0)",
                    TaskState.READY),
            entry("INSERT INTO ready (start, task_id, attempt, failures) VALUES (0, :task, 0, 0)", TaskState.READY),
            entry(
                    "INSERT INTO lease (task_id, attempt, failures, until) VALUES (:task, 1, 0, 'epoch')",
                    TaskState.DISPATCHED),
            entry("INSERT INTO lease VALUES (:task, 1, 0, 'w', 'epoch', 'epoch')", TaskState.RUNNING),
            entry("INSERT INTO finished (task_id, state, attempt) VALUES (:task, 'SUCCEEDED', 1)", TaskState.SUCCEEDED),
            entry("INSERT INTO finished (task_id, state, attempt) VALUES (:task, 'DEAD', 1)", TaskState.DEAD),
            entry("""
                    WITH child AS (INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up, fan_in)
                                   VALUES (:child, :job, 'test', '{}', true, false, false, :task)),
                         over AS (INSERT INTO finished (task_id, state, attempt) VALUES (:child, 'DEAD', 1)),
                         count AS (INSERT INTO fan_in VALUES (:task, 0, 0, 1, false))
                    INSERT INTO finished (task_id, state, attempt) VALUES (:task, 'CANCELLED', 0)
                    """, TaskState.CANCELLED),
            entry(
                    "INSERT INTO finished (task_id, state, attempt) VALUES (:task, 'CANCELLED', 1)",
                    TaskState.CANCELLED));

    /// An operation on a task, and the states it may lead to.
    private record Operation(String name, Set<TaskState> to, Runnable run) {
        Operation(String name, TaskState to, Runnable run) {
            this(name, Set.of(to), run);
        }
    }

    @Autowired
    ClaimStore ready;

    @Autowired
    ReportApplier attempts;

    @Autowired
    JobTasks jobTasks;

    @Autowired
    JobRetry retries;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Loop leaseLoop;

    @BeforeEach
    void a_stopped_lease_loop() {
        leaseLoop.stop();
    }

    @AfterEach
    void start_the_loop_and_empty_the_tables() {
        leaseLoop.start();
        emptyTables();
    }

    private void emptyTables() {
        Tables.empty(jdbc);
    }

    @Test
    void every_operation_in_every_state_follows_the_state_table() {
        var arrows = new TreeSet<String>();
        var wrong = new ArrayList<String>();
        for (var operation : operations()) {
            PLACES.forEach((place, from) -> {
                place(place);
                operation.run().run();
                var to = state();
                if (to != from) {
                    arrows.add(from + " -> " + to);
                }
                if (to != from && (!operation.to().contains(to) || !from.next().contains(to))) {
                    wrong.add(operation.name() + ": " + from + " -> " + to);
                }
            });
        }

        assertThat(wrong).isEmpty();
        assertThat(arrows).isEqualTo(arrowsOfTheTable());
    }

    private List<Operation> operations() {
        return List.of(
                new Operation("claim", TaskState.DISPATCHED, () -> ready.claim(QueuePosition.FRONT, 10, BOUNDS)),
                new Operation("make due", TaskState.READY, () -> ready.makeDue(10)),
                new Operation("end the grace period", TaskState.READY, () -> inTransaction(jobTasks::endGrace)),
                new Operation("cancel", TaskState.CANCELLED, () -> inTransaction(jobTasks::cancelOpen)),
                new Operation("hold", TaskState.HELD, () -> inTransaction(jobTasks::hold)),
                new Operation("release", TaskState.READY, () -> inTransaction(jobTasks::release)),
                new Operation(
                        "run at", TaskState.READY, () -> inTransaction(job -> jobTasks.runAt(job, Instant.EPOCH))),
                new Operation("queue anew", TaskState.READY, () -> inTransaction(jobTasks::requeue)),
                new Operation("end the last it waits for", TaskState.READY, this::endChild),
                new Operation("start", TaskState.RUNNING, () -> apply(new Report.Started())),
                new Operation("done", TaskState.SUCCEEDED, () -> apply(new Report.Done(null, List.of()))),
                new Operation("fail", TaskState.READY, () -> apply(new Report.Failed(ERROR, true))),
                new Operation("fail for good", TaskState.DEAD, () -> apply(new Report.Failed(ERROR, false))),
                new Operation("snooze", TaskState.READY, () -> apply(new Report.Snoozed(Duration.ofHours(1)))),
                new Operation("lose", TaskState.READY, () -> attempts.lost(leased(), Duration.ofSeconds(7))),
                new Operation(
                        "never begin", TaskState.READY, () -> attempts.neverStarted(leased(), Duration.ofSeconds(30))),
                new Operation("retry", Set.of(TaskState.READY, TaskState.BLOCKED), this::retryFailedJob));
    }

    private void retryFailedJob() {
        jdbc.sql("UPDATE job SET state = 'failed', finished_at = clock_timestamp()")
                .update();
        retries.retry(JOB);
    }

    private static TreeSet<String> arrowsOfTheTable() {
        return Arrays.stream(TaskState.values())
                .flatMap(from -> from.next().stream().map(to -> from + " -> " + to))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void place(String place) {
        emptyTables();
        Tables.listening(jdbc);
        jdbc.sql("INSERT INTO worker VALUES ('w', 100, clock_timestamp() - INTERVAL '1 minute')")
                .update();
        jdbc.sql("INSERT INTO job (id, owner, type, priority, max_attempts) VALUES (:job, 'ada', 'test', 5, 3)")
                .param("job", JOB)
                .update();
        jdbc.sql("INSERT INTO task (id, job_id, kind, payload, cancellable, grace, clean_up)"
                        + " VALUES (:task, :job, 'test', '{}', true, true, false)")
                .param("task", TASK)
                .param("job", JOB)
                .update();
        jdbc.sql(place)
                .param("task", TASK)
                .param("child", CHILD)
                .param("job", JOB)
                .update();
    }

    private void inTransaction(Consumer<UUID> move) {
        transaction.executeWithoutResult(_ -> move.accept(JOB));
    }

    private void endChild() {
        attempts.apply(List.of(new TaskReported(
                UUID.randomUUID(), Instant.EPOCH, JOB, CHILD, 1, "w", new Report.Done(null, List.of()))));
    }

    private void apply(Report report) {
        attempts.apply(List.of(new TaskReported(UUID.randomUUID(), Instant.EPOCH, JOB, TASK, 1, "w", report)));
    }

    private static List<Leased> leased() {
        return List.of(new Leased(JOB, TASK, 1));
    }

    /// Fails unless the task is in exactly one table.
    private TaskState state() {
        return TaskState.valueOf(
                jdbc.sql("""
                        SELECT 'HELD' FROM held UNION ALL
                        SELECT 'BLOCKED' FROM blocked UNION ALL
                        SELECT 'READY' FROM delayed UNION ALL
                        SELECT 'READY' FROM waiting_for_key UNION ALL
                        SELECT 'READY' FROM ready WHERE task_id = :task UNION ALL
                        SELECT CASE WHEN worker IS NULL THEN 'DISPATCHED' ELSE 'RUNNING' END FROM lease
                        WHERE task_id = :task UNION ALL
                        SELECT state FROM finished WHERE task_id = :task
                        """).param("task", TASK).query(String.class).single());
    }
}
