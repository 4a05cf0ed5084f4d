package dev.waymill.scheduler.task;

import dev.waymill.events.TaskError;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import dev.waymill.scheduler.task.FanIns.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Applies the ends of attempts: adds, retries or finishes tasks, and puts everything that may run now into the
/// ready queue in one step. Called inside a transaction that holds the row locks of the tasks' jobs, so moves
/// of one job are serialised. The dispatcher's moves (delayed → ready → lease) need no job lock and are in its
/// own package.
@Component
public class TaskMoves {
    private final JdbcClient jdbc;
    private final TaskPlacement placement;
    private final FanIns fanIns;
    private final ReadyQueue queue;

    TaskMoves(JdbcClient jdbc, TaskPlacement placement, FanIns fanIns, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.placement = placement;
        this.fanIns = fanIns;
        this.queue = queue;
    }

    /// A task to be run again after a delay, by the database's clock.
    public record Requeue(QueuedTask task, Duration delay) {}

    /// A finished task.
    ///
    /// @param state SUCCEEDED or DEAD
    public record FinishedTask(
            ReleasedLease task, TaskState state, @Nullable TaskError error) {
        Optional<Change> change() {
            return Optional.ofNullable(task.fanIn()).map(fanIn -> Change.finished(fanIn, state == TaskState.DEAD));
        }
    }

    /// Adds tasks; ignores tasks that already exist.
    public void add(List<NewTask> tasks) {
        apply(List.of(), tasks, List.of(), List.of());
    }

    /// Applies the effects of a batch of ends.
    ///
    /// @param again ended → READY, now or after a delay
    /// @param next new tasks
    /// @param ended ended → SUCCEEDED or DEAD; a fan-in with no unfinished tasks left becomes READY
    /// @param owners owners whose tasks or concurrency keys change their place in the queue; they are locked first
    public void apply(List<Requeue> again, List<NewTask> next, List<FinishedTask> ended, Collection<String> owners) {
        queue.lock(owners);
        var ready = new ArrayList<>(placement.requeue(again));
        var added = insert(next);
        ready.addAll(placement.place(added));
        finish(ended);
        ready.addAll(fanIns.apply(Stream.concat(
                added.stream().map(NewTask::fanIn).filter(Objects::nonNull).map(Change::added),
                ended.stream().map(FinishedTask::change).flatMap(Optional::stream))));
        queue.add(ready);
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

    private List<NewTask> insert(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return tasks;
        }
        var added = new HashSet<>(jdbc.sql(ADD)
                .param("ids", Columns.of(tasks, NewTask::id, UUID[]::new))
                .param("jobs", Columns.of(tasks, NewTask::jobId, UUID[]::new))
                .param("kinds", Columns.of(tasks, task -> task.spec().kind(), String[]::new))
                .param(
                        "payloads",
                        Columns.of(tasks, task -> task.spec().payload().text(), String[]::new))
                .param("cancellable", Columns.of(tasks, task -> task.spec().cancellable(), Boolean[]::new))
                .param("grace", Columns.of(tasks, NewTask::grace, Boolean[]::new))
                .param("cleanUp", Columns.of(tasks, NewTask::cleanUp, Boolean[]::new))
                .param("fanIns", tasks.stream().map(NewTask::fanIn).toArray(UUID[]::new))
                .query(UUID.class)
                .list());
        return tasks.stream().filter(task -> added.contains(task.id())).toList();
    }

    private static final String FINISH = """
            INSERT INTO finished (task_id, attempt, state, error_code, error_message, worker, started_at)
            SELECT * FROM unnest(:tasks::uuid[], :attempts::integer[], :states::text[], :codes::text[], :messages::text[],
                                 :workers::text[], :startedAts::timestamptz[])
            """;

    private void finish(List<FinishedTask> tasks) {
        if (!tasks.isEmpty()) {
            jdbc.sql(FINISH)
                    .param("tasks", Columns.of(tasks, ended -> ended.task().taskId(), UUID[]::new))
                    .param("attempts", Columns.of(tasks, ended -> ended.task().attempt(), Integer[]::new))
                    .param("states", Columns.of(tasks, ended -> ended.state().name(), String[]::new))
                    .param("codes", Columns.texts(tasks, FinishedTask::error, TaskError::code))
                    .param("messages", Columns.texts(tasks, FinishedTask::error, TaskError::message))
                    .param(
                            "workers",
                            tasks.stream().map(ended -> ended.task().worker()).toArray(String[]::new))
                    .param(
                            "startedAts",
                            tasks.stream().map(TaskMoves::startedAt).toArray(String[]::new))
                    .update();
        }
    }

    private static @Nullable String startedAt(FinishedTask ended) {
        var startedAt = ended.task().startedAt();
        return startedAt == null ? null : startedAt.toString();
    }
}
