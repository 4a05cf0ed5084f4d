package dev.waymill.scheduler.deadletter;

import dev.waymill.events.rest.DeadLetter;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// When the webhook may be called, and with which dead letters. Each method is one statement, so that no
/// connection is held during a call.
@Component
class WebhookSchedule {
    private static final Duration LONGER_THAN_A_CALL = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final JdbcClient jdbc;

    WebhookSchedule(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ADD = """
            INSERT INTO dead_letter_notice (dead_letter_id)
            SELECT id FROM unnest(:ids::uuid[]) WITH ORDINALITY AS input (id, place) ORDER BY place
            """;

    /// Called inside the transaction that stores the letters.
    void add(List<UUID> letters) {
        if (!letters.isEmpty()) {
            jdbc.sql(ADD)
                    .param("ids", letters.toArray(UUID[]::new), Types.ARRAY)
                    .update();
        }
    }

    /// Postpones the next call as if this one failed; so a failure or a crash needs no further action.
    private static final String TAKE = """
            UPDATE webhook_turn
            SET failures = failures + 1,
                next_at = clock_timestamp()
                          + INTERVAL '1 millisecond' * greatest(:least, least(:most, :interval * 2 ^ least(failures, 30)))
            WHERE next_at <= clock_timestamp() AND EXISTS (SELECT FROM dead_letter_notice)
            RETURNING failures
            """;

    /// Claims the next call, if it is due and there are new dead letters.
    ///
    /// @param interval between calls; doubles with each failure
    /// @return how many calls have failed in a row if this one fails, too
    Optional<Integer> take(Duration interval) {
        return jdbc.sql(TAKE)
                .param("interval", interval.toMillis())
                .param("least", LONGER_THAN_A_CALL.toMillis())
                .param("most", LONGEST_WAIT.toMillis())
                .query(Integer.class)
                .optional();
    }

    /// @param items the oldest dead letters that have not been sent
    /// @param positions their positions in the queue
    /// @param waiting how many more there are
    record Notices(List<DeadLetter.Item> items, List<Long> positions, long waiting) {}

    private static final String NEXT = """
            SELECT d.*, n.position, count(*) OVER () AS all_of_them
            FROM dead_letter_notice n
            JOIN dead_letter d ON d.id = n.dead_letter_id
            ORDER BY n.position
            LIMIT :limit
            """;

    private record Notice(DeadLetter.Item item, long position, long all) {}

    Notices next(int limit) {
        var found = jdbc.sql(NEXT)
                .param("limit", limit)
                .query((row, _) ->
                        new Notice(DeadLetterRows.item(row), row.getLong("position"), row.getLong("all_of_them")))
                .list();
        return new Notices(
                found.stream().map(Notice::item).toList(),
                found.stream().map(Notice::position).toList(),
                found.isEmpty() ? 0 : found.getFirst().all() - found.size());
    }

    private static final String DELIVERED = """
            WITH delivered AS (
                DELETE FROM dead_letter_notice WHERE position = ANY(:positions)
            )
            UPDATE webhook_turn
            SET failures = 0, next_at = least(next_at, clock_timestamp() + :interval * INTERVAL '1 millisecond')
            """;

    void delivered(List<Long> positions, Duration interval) {
        jdbc.sql(DELIVERED)
                .param("positions", positions.toArray(Long[]::new), Types.ARRAY)
                .param("interval", interval.toMillis())
                .update();
    }
}
