package dev.waymill.scheduler.deadletter;

import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.rest.DeadLetter;
import dev.waymill.events.rest.DeadLetter.PastAttempt;
import dev.waymill.events.rest.DeadLetter.RecordPosition;
import dev.waymill.events.rest.DeadLetter.Summary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of `dead_letter` as the gateway gets them.
final class DeadLetterRows {
    private DeadLetterRows() {}

    static DeadLetter.Item item(ResultSet row) throws SQLException {
        var topic = row.getString("source_topic");
        return new DeadLetter.Item(
                summary(row),
                new DeadLetter.Error(row.getString("error_class"), row.getString("error_message"), null),
                topic == null
                        ? null
                        : new RecordPosition(topic, row.getInt("source_partition"), row.getLong("source_offset")));
    }

    /// @param letter the event of that row
    static DeadLetter letter(ResultSet row, JobDeadLetter letter) throws SQLException {
        var story = letter.story();
        var attempts = story == null
                ? List.<PastAttempt>of()
                : story.history().stream().map(DeadLetterRows::attempt).toList();
        var error = new DeadLetter.Error(
                row.getString("error_class"),
                letter.error().message(),
                letter.error().stack());
        return new DeadLetter(
                summary(row),
                error,
                attempts,
                letter.payload(),
                story == null ? null : story.omitted(),
                letter.source(),
                attempts.isEmpty() ? null : attempts.getLast().worker());
    }

    private static PastAttempt attempt(JobDeadLetter.PastAttempt past) {
        return new PastAttempt(
                past.number(), past.worker(), past.outcome(), past.error(), past.startedAt(), past.endedAt());
    }

    private static Summary summary(ResultSet row) throws SQLException {
        return new Summary(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getObject("task_id", UUID.class),
                row.getString("type"),
                row.getString("kind"),
                row.getString("owner"),
                row.getString("reason"),
                row.getInt("attempts"),
                row.getString("trace_id"),
                row.getObject("dead_at", OffsetDateTime.class).toInstant(),
                row.getString("state"),
                instant(row.getObject("resolved_at", OffsetDateTime.class)),
                row.getString("resolved_reason"),
                row.getString("resolved_by"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
