package dev.waymill.scheduler.job.query;

import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job and its tasks, as the gateway reads them.
///
/// @param attempt attempts of the task that runs or ran last
/// @param error why the last attempt failed; null once one has succeeded
public record JobStatus(
        UUID id,
        String owner,
        String type,
        String state,
        long version,
        int attempt,
        int priority,
        @Nullable Progress progress,
        @Nullable RawJson result,
        @Nullable Error error,
        @Nullable Instant graceEndsAt,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant finishedAt,
        List<TaskStatus> tasks) {

    public record Error(String code, @Nullable String message) {
        static @Nullable Error of(@Nullable String code, @Nullable String message) {
            return code == null ? null : new Error(code, message);
        }
    }

    /// @param runAt when it is due, if it is delayed; else null
    /// @param error why its last ended attempt failed, if it did
    /// @param waitsFor why it does not run; null if it runs or has ended
    public record TaskStatus(
            UUID id,
            String kind,
            String state,
            int attempt,
            @Nullable Instant runAt,
            @Nullable Error error,
            @Nullable WaitsFor waitsFor) {}

    /// @param reason `time` (see runAt), `release`, `tasks` (those of its fan-in), `gate` (its concurrency
    ///     key), `pause`, `limit` or `rate` (of its type or owner), `turn` (others come before it in the fair
    ///     order) or `worker` (it was sent and no worker has started it)
    /// @param ahead how many tasks come before it or must end first; counted up to 10,000
    public record WaitsFor(String reason, @Nullable Long ahead) {
        static @Nullable WaitsFor of(@Nullable String reason, @Nullable Long ahead) {
            return reason == null ? null : new WaitsFor(reason, ahead);
        }
    }

    public static JobStatus of(ResultSet row, List<TaskStatus> tasks) throws SQLException {
        var phase = row.getString("phase");
        var result = row.getString("result");
        return new JobStatus(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("type"),
                row.getString("state"),
                row.getLong("version"),
                row.getInt("attempt"),
                row.getInt("priority"),
                phase == null ? null : new Progress(phase, row.getLong("done"), row.getLong("total")),
                result == null ? null : new RawJson(result),
                Error.of(row.getString("error_code"), row.getString("error_message")),
                instant(row, "grace_ends_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"),
                tasks);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
