package dev.waymill.worker.attempt;

import dev.waymill.events.TaskDispatched;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The attempts claimed by workers. Thread-safe; concurrent claims are combined into one statement and one
/// commit.
@Component
class ExecutionStore {
    private static final int MOST = 500;

    private final JdbcClient jdbc;
    private final RequestBatcher<Claim, Boolean> claims = new RequestBatcher<>(MOST, this::claim);
    private final RequestBatcher<End, Boolean> ends = new RequestBatcher<>(MOST, this::finish);

    ExecutionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A claim is refused if this attempt or a later one was already claimed: then this attempt's lease is
    /// gone.
    private static final String CLAIM = """
            INSERT INTO execution (task_id, attempt, job_id, kind, worker)
            SELECT input.*
            FROM unnest(:tasks::uuid[], :attempts::integer[], :jobs::uuid[], :kinds::text[], :workers::text[])
                 AS input (task_id, attempt, job_id, kind, worker)
            WHERE NOT EXISTS (SELECT FROM execution e WHERE e.task_id = input.task_id AND e.attempt > input.attempt)
            ON CONFLICT (task_id, attempt) DO NOTHING
            RETURNING task_id
            """;

    private record Claim(TaskDispatched task, String worker) {}

    /// Claims the attempt for this worker.
    ///
    /// @return false if it must not run here, because it or a later attempt was already claimed
    boolean claim(TaskDispatched task, String worker) {
        return claims.execute(new Claim(task, worker));
    }

    /// If a batch has several claims of one task, only the first one with the highest attempt is inserted; the
    /// others are refused, as if they had come after it.
    private List<Boolean> claim(List<Claim> all) {
        var last = new LinkedHashMap<UUID, Claim>();
        for (var claim : all) {
            last.merge(
                    claim.task().taskId(),
                    claim,
                    (one, other) -> other.task().attempt() > one.task().attempt() ? other : one);
        }
        var claims = List.copyOf(last.values());
        var taken = Set.copyOf(jdbc.sql(CLAIM)
                .param("tasks", column(claims, claim -> claim.task().taskId(), UUID[]::new))
                .param("attempts", column(claims, claim -> claim.task().attempt(), Integer[]::new))
                .param("jobs", column(claims, claim -> claim.task().jobId(), UUID[]::new))
                .param("kinds", column(claims, claim -> claim.task().kind(), String[]::new))
                .param("workers", column(claims, Claim::worker, String[]::new))
                .query(UUID.class)
                .list());
        return all.stream()
                .map(claim -> taken.contains(claim.task().taskId())
                        && last.get(claim.task().taskId()) == claim)
                .toList();
    }

    private static final String HOLDER = """
            SELECT worker FROM execution WHERE task_id = :task AND attempt = :attempt
            """;

    /// The worker that has claimed the attempt.
    Optional<String> holder(TaskDispatched task) {
        return jdbc.sql(HOLDER)
                .param("task", task.taskId())
                .param("attempt", task.attempt())
                .query(String.class)
                .optional();
    }

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    /// The database's time.
    Instant now() {
        return jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
    }

    private static final String FINISH = """
            UPDATE execution e
            SET state = input.state, error_code = input.code, error_message = input.message, finished_at = clock_timestamp()
            FROM unnest(:tasks::uuid[], :attempts::integer[], :states::text[], :codes::text[], :messages::text[])
                 AS input (task_id, attempt, state, code, message)
            WHERE e.task_id = input.task_id AND e.attempt = input.attempt AND e.state = 'running'
            """;

    private record End(
            TaskDispatched task,
            String state,
            @Nullable String code,
            @Nullable String message) {}

    void finish(TaskDispatched task, String state, @Nullable String errorCode, @Nullable String errorMessage) {
        var unused = ends.execute(new End(task, state, errorCode, errorMessage));
    }

    private List<Boolean> finish(List<End> ends) {
        jdbc.sql(FINISH)
                .param("tasks", column(ends, end -> end.task().taskId(), UUID[]::new))
                .param("attempts", column(ends, end -> end.task().attempt(), Integer[]::new))
                .param("states", column(ends, End::state, String[]::new))
                .param("codes", column(ends, End::code, String[]::new))
                .param("messages", column(ends, End::message, String[]::new))
                .update();
        return ends.stream().map(_ -> true).toList();
    }

    private static <T, C> C[] column(List<T> rows, Function<T, @Nullable C> value, IntFunction<C[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
