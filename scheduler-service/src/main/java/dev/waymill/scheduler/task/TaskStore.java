package dev.waymill.scheduler.task;

import dev.waymill.events.TaskError;
import dev.waymill.events.TaskSpec;
import dev.waymill.scheduler.task.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.task.TaskPlacement.Count;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The moves of tasks, with one statement for any number of them. Called inside a transaction that holds the
/// row locks of their jobs, so that moves of one job are serialised. The dispatcher's moves (delayed → ready →
/// lease) need no job lock and are in its own package.
///
/// A lease is looked up row by row, by its index, whatever the planner knows: the table is nearly empty when it
/// is analysed, and long with dead rows when it is used.
@Component
public class TaskStore {
    private static final long LONGEST_MICROS = TimeUnit.DAYS.toMicros(36_500);

    private final JdbcClient jdbc;
    private final TaskPlacement waiting;

    TaskStore(JdbcClient jdbc, TaskPlacement waiting) {
        this.jdbc = jdbc;
        this.waiting = waiting;
    }

    /// When a new task may run.
    public sealed interface StartCondition {
        /// After a while; at once when that is nothing.
        ///
        /// @param grace whether that while is a grace period
        record After(Duration delay, boolean grace) implements StartCondition {}

        /// Not before that moment; at once when that is past.
        record At(Instant moment) implements StartCondition {}

        /// When somebody releases it, and not before that moment, if there is one.
        record Released(@Nullable Instant moment) implements StartCondition {}

        /// When all tasks are over that have this one as their fan-in; they are added with it.
        ///
        /// @param despiteDead whether also when some of them are dead
        record AfterTasks(boolean despiteDead) implements StartCondition {}
    }

    /// A new task.
    ///
    /// @param cleanUp whether it cleans up after the job instead of being a part of it
    /// @param fanIn the task that waits for this one and for what follows from it, or null
    public record NewTask(
            UUID id,
            UUID jobId,
            TaskSpec spec,
            StartCondition begin,
            boolean cleanUp,
            @Nullable UUID fanIn) {
        boolean grace() {
            return begin instanceof StartCondition.After after && after.grace();
        }
    }

    private static final String ADD = """
            INSERT INTO task (id, job_id, kind, payload, payload_bytes, cancellable, grace, clean_up, fan_in)
            SELECT id, job_id, kind, payload::json, octet_length(payload), cancellable, grace, clean_up, fan_in
            FROM unnest(:ids::uuid[], :jobs::uuid[], :kinds::text[], :payloads::text[], :cancellable::boolean[],
                        :grace::boolean[], :cleanUp::boolean[], :fanIns::uuid[])
                 AS input (id, job_id, kind, payload, cancellable, grace, clean_up, fan_in)
            ON CONFLICT (id) DO NOTHING
            RETURNING id
            """;

    /// Adds tasks. One that is there already is left as it is.
    public void add(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        var added = new HashSet<>(jdbc.sql(ADD)
                .param("ids", array(tasks, NewTask::id, UUID[]::new))
                .param("jobs", array(tasks, NewTask::jobId, UUID[]::new))
                .param("kinds", array(tasks, task -> task.spec().kind(), String[]::new))
                .param("payloads", array(tasks, TaskStore::payload, String[]::new))
                .param("cancellable", array(tasks, task -> task.spec().cancellable(), Boolean[]::new))
                .param("grace", array(tasks, NewTask::grace, Boolean[]::new))
                .param("cleanUp", array(tasks, NewTask::cleanUp, Boolean[]::new))
                .param("fanIns", tasks.stream().map(NewTask::fanIn).toArray(UUID[]::new))
                .query(UUID.class)
                .list());
        var fresh = tasks.stream().filter(task -> added.contains(task.id())).toList();
        waiting.begin(fresh);
        waiting.count(
                fresh.stream().map(NewTask::fanIn).filter(Objects::nonNull).map(Count::added));
    }

    /// An attempt started by a worker.
    public record Start(Attempt attempt, String worker) {}

    private static final String START = """
            WITH found AS MATERIALIZED (
                SELECT l.lies_at, input.worker
                FROM unnest(:tasks::uuid[], :attempts::integer[], :workers::text[]) AS input (task_id, attempt, worker)
                CROSS JOIN LATERAL (
                    SELECT ctid AS lies_at FROM lease
                    WHERE task_id = input.task_id AND attempt = input.attempt AND worker IS NULL
                    FOR UPDATE
                ) l
            )
            UPDATE lease SET worker = found.worker, started_at = clock_timestamp()
            FROM found WHERE lease.ctid = found.lies_at
            RETURNING lease.task_id, lease.attempt AS number
            """;

    /// DISPATCHED → RUNNING.
    ///
    /// @return those that were DISPATCHED
    public Set<Attempt> start(List<Start> starts) {
        if (starts.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql(START)
                .param("tasks", array(starts, start -> start.attempt().taskId(), UUID[]::new))
                .param("attempts", array(starts, start -> start.attempt().number(), Integer[]::new))
                .param("workers", array(starts, Start::worker, String[]::new))
                .query(Attempt.class)
                .list());
    }

    private static final String RUNNING = """
            SELECT input.task_id, input.attempt AS number
            FROM unnest(:tasks::uuid[], :attempts::integer[]) AS input (task_id, attempt)
            WHERE EXISTS (
                SELECT FROM lease
                WHERE task_id = input.task_id AND attempt = input.attempt AND worker IS NOT NULL
                OFFSET 0)
            """;

    /// Those of the attempts that are RUNNING.
    public Set<Attempt> running(Collection<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql(RUNNING)
                .param("tasks", array(attempts, Attempt::taskId, UUID[]::new))
                .param("attempts", array(attempts, Attempt::number, Integer[]::new))
                .query(Attempt.class)
                .list());
    }

    /// How an attempt ends. Its start may be heard with it or after it.
    ///
    /// @param worker who ran it; null when nobody did
    /// @param lasted how long it took, by the worker's clock, when its start is heard only now; else null
    /// @param outcome `succeeded`, `failed` or `snoozed`
    public record AttemptEnd(
            Attempt attempt,
            @Nullable String worker,
            @Nullable Duration lasted,
            String outcome,
            @Nullable TaskError error) {}

    /// What succeeded is told by `finished`.
    private static final String END = """
            WITH found AS MATERIALIZED (
                SELECT l.*, input.outcome, input.code, input.message, input.stack
                FROM unnest(:tasks::uuid[], :attempts::integer[], :workers::text[], :lasted::bigint[], :outcomes::text[],
                            :codes::text[], :messages::text[], :stacks::text[])
                     AS input (task_id, attempt, worker, lasted, outcome, code, message, stack)
                CROSS JOIN LATERAL (
                    SELECT ctid AS lies_at, task_id, attempt, failures, coalesce(worker, input.worker) AS worker,
                           coalesce(started_at, clock_timestamp() - input.lasted * INTERVAL '1 microsecond') AS started_at,
                           worker IS NULL AS unstarted
                    FROM lease
                    WHERE task_id = input.task_id AND attempt = input.attempt
                    FOR UPDATE
                ) l
            ), ended AS (
                DELETE FROM lease WHERE ctid = ANY(ARRAY(SELECT lies_at FROM found))
            ), logged AS (
                INSERT INTO attempt (task_id, attempt, worker, outcome, error_code, error_message, error_stack, started_at)
                SELECT task_id, attempt, worker, outcome, code, message, stack, started_at FROM found
                WHERE outcome <> 'succeeded'
                ON CONFLICT (task_id, attempt) DO NOTHING
            )
            SELECT f.task_id, f.attempt, f.failures, f.worker, f.started_at, f.unstarted,
                   (SELECT fan_in FROM task WHERE id = f.task_id) AS fan_in
            FROM found f
            """;

    /// An attempt whose lease has been released.
    ///
    /// @param worker who ran it; null when nobody did
    /// @param startedAt by the database's clock; null when its start was not heard before its end
    /// @param unstarted whether it was DISPATCHED, since its start had not been heard
    /// @param fanIn the task that waits for its task, or null
    public record ReleasedLease(
            UUID taskId,
            int attempt,
            int failures,
            @Nullable String worker,
            @Nullable OffsetDateTime startedAt,
            boolean unstarted,
            @Nullable UUID fanIn) {
        public Attempt key() {
            return new Attempt(taskId, attempt);
        }

        /// The task, ready again.
        public QueuedTask again() {
            return new QueuedTask(taskId, attempt, failures);
        }

        /// The task, ready again after one failure more.
        public QueuedTask afterFailure() {
            return new QueuedTask(taskId, attempt, failures + 1);
        }
    }

    /// Takes the leases of DISPATCHED and RUNNING attempts back; the caller moves the tasks on in the same
    /// transaction.
    ///
    /// @return those that held a lease; what is said of the others is late or came twice
    public List<ReleasedLease> end(List<AttemptEnd> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(END)
                .param("tasks", array(endings, ending -> ending.attempt().taskId(), UUID[]::new))
                .param("attempts", array(endings, ending -> ending.attempt().number(), Integer[]::new))
                .param("workers", endings.stream().map(AttemptEnd::worker).toArray(String[]::new))
                .param("lasted", endings.stream().map(TaskStore::micros).toArray(Long[]::new))
                .param("outcomes", array(endings, AttemptEnd::outcome, String[]::new))
                .param("codes", texts(endings, AttemptEnd::error, TaskError::code))
                .param("messages", texts(endings, AttemptEnd::error, TaskError::message))
                .param("stacks", texts(endings, AttemptEnd::error, TaskError::stack))
                .query(TaskStore::ended)
                .list();
    }

    /// In the order of [#END]'s columns: by their names it takes several times as long.
    private static ReleasedLease ended(ResultSet row, int unused) throws SQLException {
        return new ReleasedLease(
                row.getObject(1, UUID.class),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class),
                row.getBoolean(6),
                row.getObject(7, UUID.class));
    }

    /// A worker's clock may be anything.
    private static @Nullable Long micros(AttemptEnd ending) {
        var lasted = ending.lasted();
        return lasted == null ? null : Math.clamp(TimeUnit.MICROSECONDS.convert(lasted), 0, LONGEST_MICROS);
    }

    /// A task to be retried after a delay.
    public record Requeue(QueuedTask task, Duration delay) {}

    /// Ended → READY, now or after a delay, by the database's clock.
    public void makeReady(List<Requeue> tasks) {
        waiting.ready(tasks.stream()
                .filter(again -> !again.delay().isPositive())
                .map(Requeue::task)
                .toList());
        waiting.delay(tasks.stream()
                .filter(again -> again.delay().isPositive())
                .map(again -> new TaskPlacement.Delayed(again.task(), TaskPlacement.millis(again.delay()), null))
                .toList());
    }

    /// A finished task.
    ///
    /// @param state SUCCEEDED or DEAD
    public record FinishedTask(
            ReleasedLease task, TaskState state, @Nullable TaskError error) {
        Optional<Count> count() {
            return Optional.ofNullable(task.fanIn()).map(fanIn -> Count.over(fanIn, state == TaskState.DEAD));
        }
    }

    private static final String FINISH = """
            INSERT INTO finished (task_id, attempt, state, error_code, error_message, worker, started_at)
            SELECT * FROM unnest(:tasks::uuid[], :attempts::integer[], :states::text[], :codes::text[], :messages::text[],
                                 :workers::text[], :startedAts::timestamptz[])
            """;

    /// Ended → SUCCEEDED or DEAD. A fan-in that waited for the last of them becomes READY; so what follows from
    /// them must be added before.
    public void finish(List<FinishedTask> tasks) {
        if (!tasks.isEmpty()) {
            jdbc.sql(FINISH)
                    .param("tasks", array(tasks, over -> over.task().taskId(), UUID[]::new))
                    .param("attempts", array(tasks, over -> over.task().attempt(), Integer[]::new))
                    .param("states", array(tasks, over -> over.state().name(), String[]::new))
                    .param("codes", texts(tasks, FinishedTask::error, TaskError::code))
                    .param("messages", texts(tasks, FinishedTask::error, TaskError::message))
                    .param(
                            "workers",
                            tasks.stream().map(over -> over.task().worker()).toArray(String[]::new))
                    .param(
                            "startedAts",
                            tasks.stream().map(TaskStore::startedAt).toArray(String[]::new))
                    .update();
            waiting.count(tasks.stream().map(FinishedTask::count).flatMap(Optional::stream));
        }
    }

    private static @Nullable String startedAt(FinishedTask over) {
        var startedAt = over.task().startedAt();
        return startedAt == null ? null : startedAt.toString();
    }

    private static String payload(NewTask task) {
        return task.spec().payload().text();
    }

    private static <T, R> R[] array(Collection<T> rows, Function<T, R> column, IntFunction<R[]> type) {
        return rows.stream().map(column).toArray(type);
    }

    private static <T> @Nullable String[] texts(
            List<T> rows, Function<T, @Nullable TaskError> error, Function<TaskError, @Nullable String> text) {
        var texts = new @Nullable String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            var one = error.apply(rows.get(i));
            texts[i] = one == null ? null : text.apply(one);
        }
        return texts;
    }
}
