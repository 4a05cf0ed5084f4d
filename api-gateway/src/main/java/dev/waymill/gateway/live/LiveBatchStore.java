package dev.waymill.gateway.live;

import dev.waymill.events.LivePoints;
import dev.waymill.events.Topics;
import dev.waymill.gateway.outbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Batches of live points that the broker does not have yet; a row is one record. Thread-safe; several gateways
/// share the work.
@Repository
class LiveBatchStore implements Outbox {
    private static final Duration BEFORE_NEXT_TRY = Duration.ofHours(1);

    private final JdbcClient jdbc;

    LiveBatchStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO live_batch (id, owner, event)
            SELECT input.id, :owner, input.event FROM unnest(:ids::uuid[], :events::text[]) AS input (id, event)
            """;

    /// Inserts the batches of one owner.
    void insert(String owner, List<LivePoints> batches) {
        jdbc.sql(INSERT)
                .param("owner", owner)
                .param("ids", texts(batches.stream().map(LivePoints::eventId).toList()), Types.ARRAY)
                .param("events", batches.stream().map(LiveEvents::text).toArray(String[]::new), Types.ARRAY)
                .update();
    }

    /// The materialized CTE is an optimization fence: a plain subquery with LIMIT may be executed again and claim
    /// more rows than its limit.
    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id, octet_length(event) AS bytes, publish_after FROM live_batch
                WHERE publish_after <= now()
                ORDER BY publish_after
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            ), fitting AS (
                SELECT id FROM (
                    SELECT id, sum(bytes) OVER (ORDER BY publish_after, id) - bytes AS before FROM due
                ) counted
                WHERE before < :bytes
            )
            UPDATE live_batch SET publish_after = now() + :lease * interval '1 second'
            FROM fitting WHERE live_batch.id = fitting.id
            RETURNING live_batch.id, owner, event, received_at
            """;

    @Override
    public List<Pending> claim(int limit, Duration lease) {
        return jdbc
                .sql(CLAIM)
                .param("limit", limit)
                .param("bytes", BATCH_BYTES)
                .param("lease", lease.toSeconds())
                .query(LiveBatchStore::pending)
                .list()
                .stream()
                .sorted(Comparator.comparing(Pending::id))
                .toList();
    }

    private static Pending pending(ResultSet row, int number) throws SQLException {
        var owner = row.getString("owner");
        var event = row.getString("event").getBytes(StandardCharsets.UTF_8);
        return new Pending(
                row.getObject("id", UUID.class),
                () -> new ProducerRecord<>(Topics.LIVE_POINTS, owner, event),
                event.length,
                row.getTimestamp("received_at").toInstant());
    }

    private static final String DELETE = """
            DELETE FROM live_batch WHERE id = ANY (:ids::uuid[])
            """;

    @Override
    public void markPublished(Collection<UUID> ids) {
        jdbc.sql(DELETE).param("ids", texts(ids), Types.ARRAY).update();
    }

    private static final String POSTPONE = """
            UPDATE live_batch SET publish_after = now() + :wait * interval '1 millisecond'
            WHERE id = ANY (:ids::uuid[])
            """;

    @Override
    public void postpone(Collection<UUID> ids, Duration wait) {
        jdbc.sql(POSTPONE)
                .param("ids", texts(ids), Types.ARRAY)
                .param("wait", wait.toMillis())
                .update();
    }

    /// Keeps the points: they were acknowledged. The cause is a broker with a small limit for records, which
    /// somebody may raise.
    @Override
    public void fail(UUID id) {
        postpone(List.of(id), BEFORE_NEXT_TRY);
    }

    private static final String BACKLOG = """
            SELECT count(*) AS rows,
                   coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0) AS oldest_age_seconds
            FROM (SELECT received_at FROM live_batch ORDER BY received_at LIMIT :most + 1) waiting
            """;

    @Override
    public Backlog backlog() {
        return jdbc.sql(BACKLOG)
                .param("most", MOST_COUNTED)
                .query(Backlog.class)
                .single();
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
