package dev.waymill.scheduler.deadletter;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.events.rest.DeadLetter;
import dev.waymill.scheduler.deadletter.DeadLetterQuery.Position;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Queries dead letters and marks them as resolved.
@Component
class DeadLetterQueries {
    private final JdbcClient jdbc;

    DeadLetterQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String PAGE = """
            SELECT * FROM dead_letter
            WHERE (:owner = '*' OR owner = :owner)
              AND (:type::text IS NULL OR type = :type)
              AND (:errorClass::text IS NULL OR error_class = :errorClass)
              AND (:state::text IS NULL OR state = :state)
              AND (:from::timestamptz IS NULL OR dead_at >= :from::timestamptz)
              AND (:to::timestamptz IS NULL OR dead_at < :to::timestamptz)
              AND (dead_at, id) < (:deadAt::timestamptz, :id)
            ORDER BY dead_at DESC, id DESC
            LIMIT :limit
            """;

    /// Newest first.
    List<DeadLetter.Item> page(DeadLetterQuery query, Position after, int limit) {
        return filtered(PAGE, query)
                .param("deadAt", after.deadAt().toString())
                .param("id", after.id())
                .param("limit", limit)
                .query((row, _) -> DeadLetterRows.item(row))
                .list();
    }

    private static final String OPEN = """
            SELECT id, count(*) OVER () AS matched FROM dead_letter
            WHERE state = 'dead'
              AND (:owner = '*' OR owner = :owner)
              AND (:type::text IS NULL OR type = :type)
              AND (:errorClass::text IS NULL OR error_class = :errorClass)
              AND (:from::timestamptz IS NULL OR dead_at >= :from::timestamptz)
              AND (:to::timestamptz IS NULL OR dead_at < :to::timestamptz)
            ORDER BY dead_at, id
            LIMIT :limit
            """;

    /// An open dead letter.
    ///
    /// @param matched how many such letters there are in all
    record Open(UUID id, long matched) {}

    /// Open dead letters, oldest first; the requested state is ignored.
    List<Open> open(DeadLetterQuery query, int limit) {
        return filtered(OPEN, query).param("limit", limit).query(Open.class).list();
    }

    private StatementSpec filtered(String sql, DeadLetterQuery query) {
        return jdbc.sql(sql)
                .param("owner", query.owner())
                .param("type", query.filter().type())
                .param("errorClass", query.filter().errorClass())
                .param("state", query.filter().state())
                .param("from", text(query.filter().from()))
                .param("to", text(query.filter().to()));
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    private static final String FIND = """
            SELECT * FROM dead_letter WHERE id = :id AND (:owner = '*' OR owner = :owner)
            """;

    Optional<DeadLetter> find(UUID id, String owner) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("owner", owner)
                .query((row, _) -> viewOf(row))
                .optional();
    }

    private static DeadLetter viewOf(ResultSet row) throws SQLException {
        try {
            var event = EventCodec.decode(row.getString("event").getBytes(StandardCharsets.UTF_8));
            return DeadLetterRows.letter(row, (JobDeadLetter) event);
        } catch (UnreadableEventException e) {
            throw new IllegalStateException("A stored dead letter cannot be read", e);
        }
    }

    private static final String RESOLVE = """
            UPDATE dead_letter
            SET state = :state, resolved_at = clock_timestamp(), resolved_by = :by, resolved_reason = :reason
            WHERE id = :id AND state = 'dead'
            """;

    /// @return false if it has been resolved before
    boolean resolve(UUID id, String state, @Nullable String by, @Nullable String reason) {
        return jdbc.sql(RESOLVE)
                        .param("id", id)
                        .param("state", state)
                        .param("by", by)
                        .param("reason", reason)
                        .update()
                == 1;
    }

    private static final String RETRIED_WITH_JOB = """
            UPDATE dead_letter
            SET state = 'retried', resolved_at = clock_timestamp(), resolved_reason = 'retried with its job'
            WHERE job_id = :job AND state = 'dead' AND NOT clean_up
              AND NOT EXISTS (SELECT FROM finished f WHERE f.task_id = dead_letter.task_id AND f.state = 'DEAD')
            """;

    /// Resolves the dead letters of a retried job, for those of its tasks that are no longer dead.
    void retriedWithJob(UUID job) {
        jdbc.sql(RETRIED_WITH_JOB).param("job", job).update();
    }

    private static final String COUNT_RETRIED = """
            SELECT count(*) FROM dead_letter WHERE id = ANY(:ids) AND state = 'retried'
            """;

    long countRetried(List<UUID> ids) {
        return jdbc.sql(COUNT_RETRIED)
                .param("ids", ids.toArray(UUID[]::new), Types.ARRAY)
                .query(Long.class)
                .single();
    }
}
