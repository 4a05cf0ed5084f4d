package dev.waymill.worker.live;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.events.UnreadableEventException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Batches of live points that were received and are not yet in the timeline. Thread-safe; several workers share
/// the work.
@Repository
public class LiveBatchStore {
    private final JdbcClient jdbc;

    LiveBatchStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO live_batch (id, owner, points, event)
            SELECT input.*
            FROM unnest(:ids::uuid[], :owners::text[], :points::integer[], :events::text[])
                 AS input (id, owner, points, event)
            WHERE NOT EXISTS (SELECT FROM promoted_batch p WHERE p.id = input.id)
            ON CONFLICT (id) DO NOTHING
            """;

    /// Inserts batches that are new.
    void insert(List<LivePoints> batches) {
        jdbc.sql(INSERT)
                .param("ids", batches.stream().map(LivePoints::eventId).toArray(UUID[]::new))
                .param("owners", batches.stream().map(LivePoints::owner).toArray(String[]::new))
                .param(
                        "points",
                        batches.stream().map(batch -> batch.points().size()).toArray(Integer[]::new))
                .param("events", batches.stream().map(LiveBatchStore::text).toArray(String[]::new))
                .update();
    }

    private static String text(LivePoints batch) {
        return new String(EventCodec.encode(batch), StandardCharsets.UTF_8);
    }

    /// Skips from owner to owner along the index, so that an owner's backlog costs only a few row reads.
    private static final String OLDEST = """
            WITH RECURSIVE oldest AS (
                (SELECT owner, received_at FROM live_batch ORDER BY owner, id LIMIT 1)
                UNION ALL
                SELECT next.owner, next.received_at
                FROM oldest CROSS JOIN LATERAL (
                    SELECT owner, received_at FROM live_batch
                    WHERE owner > oldest.owner ORDER BY owner, id LIMIT 1) AS next)
            """;

    private static final String OWNERS = OLDEST + """
            SELECT owner FROM oldest ORDER BY received_at
            """;

    /// Returns the owners that have batches, the longest waiting first.
    List<String> owners() {
        return jdbc.sql(OWNERS).query(String.class).list();
    }

    private static final String OLDEST_AGE = OLDEST + """
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0) FROM oldest
            """;

    /// Age of the oldest batch in seconds; 0 when there is none.
    double oldestAgeSeconds() {
        return jdbc.sql(OLDEST_AGE).query(Double.class).single();
    }

    private static final String TAKE = """
            WITH waiting AS MATERIALIZED (
                SELECT id, points FROM live_batch WHERE owner = :owner ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
            ), fitting AS (
                SELECT id FROM (SELECT id, sum(points) OVER (ORDER BY id) - points AS before FROM waiting) counted
                WHERE before < :limit
            )
            DELETE FROM live_batch USING fitting WHERE live_batch.id = fitting.id
            RETURNING live_batch.event
            """;

    /// Deletes and returns the owner's oldest batches.
    ///
    /// @param limit the number of points at which it stops; the last batch may exceed it
    List<LivePoints> take(String owner, int limit) {
        return jdbc.sql(TAKE)
                .param("owner", owner)
                .param("limit", limit)
                .query(LiveBatchStore::batch)
                .list();
    }

    private static LivePoints batch(ResultSet row, int number) throws SQLException {
        try {
            return (LivePoints) EventCodec.decode(row.getString("event").getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableEventException e) {
            throw new IllegalStateException("An event that was readable is no longer", e);
        }
    }

    private static final String REMEMBER = """
            INSERT INTO promoted_batch (id) SELECT unnest(:ids::uuid[]) ON CONFLICT (id) DO NOTHING RETURNING id
            """;

    /// Remembers that these batches take effect in this transaction.
    ///
    /// @return the ids that were not known
    Set<UUID> remember(Collection<UUID> ids) {
        return Set.copyOf(jdbc.sql(REMEMBER)
                .param("ids", ids.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /// Ids begin with the time of receipt, so the range is at the start of the index.
    private static final String FORGET = """
            DELETE FROM promoted_batch WHERE id IN (
                SELECT id FROM promoted_batch
                WHERE id < (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint - :keepMillis), 12, '0')
                            || repeat('0', 20))::uuid
                  AND promoted_at < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond'
                ORDER BY id
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            """;

    /// Forgets batches that are no longer delivered.
    ///
    /// @return how many, at most `limit`
    public int forget(Duration keep, int limit) {
        return jdbc.sql(FORGET)
                .param("keepMillis", keep.toMillis())
                .param("limit", limit)
                .update();
    }
}
