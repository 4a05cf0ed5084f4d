package dev.waymill.scheduler.deadletter.outbox;

import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.PastAttempt;
import dev.waymill.events.JobDeadLetter.Story;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import dev.waymill.scheduler.job.JobStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Assembles the dead letters of dead tasks.
@Component
public class DeadLetterAssembler {
    private static final int MOST_ATTEMPTS = 100;
    private static final TaskError UNKNOWN = new TaskError("unknown", "The last attempt has no error message", null);

    private final JdbcClient jdbc;

    DeadLetterAssembler(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A dead letter that fits into a record, and the trace to send it with.
    record OutgoingLetter(JobDeadLetter letter, @Nullable String traceparent) {}

    private static final String NEXT = """
            SELECT d.task_id, d.attempt, d.reason, d.generation, d.dead_at, t.job_id, t.kind, t.payload, t.clean_up,
                   j.owner, j.type, j.traceparent
            FROM dead_letter_outbox d
            JOIN task t ON t.id = d.task_id
            JOIN job j ON j.id = t.job_id
            ORDER BY d.dead_at
            LIMIT :limit
            """;

    private record Dead(
            UUID taskId,
            int attempt,
            String reason,
            int generation,
            OffsetDateTime deadAt,
            UUID jobId,
            String kind,
            String payload,
            boolean cleanUp,
            String owner,
            String type,
            @Nullable String traceparent) {}

    /// The next letters to send.
    List<OutgoingLetter> next(int limit) {
        return jdbc.sql(NEXT).param("limit", limit).query(Dead.class).list().stream()
                .map(dead -> new OutgoingLetter(DeadLetterTrimmer.fit(letterOf(dead)), dead.traceparent()))
                .toList();
    }

    private JobDeadLetter letterOf(Dead dead) {
        var history = history(dead.taskId(), dead.attempt());
        var story = new Story(
                dead.type(),
                dead.cleanUp(),
                dead.generation(),
                traceId(dead.traceparent()),
                history,
                DeadLetterTrimmer.before(history));
        return new JobDeadLetter(
                JobStore.idOf(dead.taskId(), "dead/" + dead.attempt()),
                dead.deadAt().toInstant(),
                dead.jobId(),
                dead.taskId(),
                dead.owner(),
                dead.kind(),
                dead.attempt(),
                dead.reason(),
                lastError(history),
                new RawJson(dead.payload()),
                null,
                story);
    }

    private static final String HISTORY = """
            SELECT * FROM (
                SELECT attempt, worker, outcome, error_code, left(error_message, :chars) AS error_message,
                       left(error_stack, :chars) AS error_stack, started_at, ended_at
                FROM attempt
                WHERE task_id = :task AND attempt <= :last
                ORDER BY attempt DESC
                LIMIT :limit
            ) newest
            ORDER BY attempt
            """;

    private List<PastAttempt> history(UUID task, int last) {
        return jdbc.sql(HISTORY)
                .param("task", task)
                .param("last", last)
                .param("chars", DeadLetterTrimmer.MAX_TEXT)
                .param("limit", MOST_ATTEMPTS)
                .query((row, _) -> new PastAttempt(
                        row.getInt("attempt"),
                        row.getString("worker"),
                        row.getString("outcome"),
                        error(row),
                        instant(row, "started_at"),
                        instant(row, "ended_at")))
                .list();
    }

    private static TaskError lastError(List<PastAttempt> history) {
        var error = history.isEmpty() ? null : history.getLast().error();
        return error == null ? UNKNOWN : error;
    }

    private static @Nullable TaskError error(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        return code == null ? null : new TaskError(code, row.getString("error_message"), row.getString("error_stack"));
    }

    /// The second part of a W3C traceparent.
    public static @Nullable String traceId(@Nullable String traceparent) {
        var parts = traceparent == null ? new String[0] : traceparent.split("-", -1);
        return parts.length < 4 ? null : parts[1];
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
