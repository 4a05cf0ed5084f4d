package dev.waymill.gateway.outbox;

import dev.waymill.events.ImportFile;
import dev.waymill.events.JobCreated;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// The unpublished rows of the job table. Thread-safe; several gateways share the work.
@Repository
class OutboxStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    OutboxStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An event to send.
    ///
    /// @param traceparent of the request that submitted the job
    record Pending(JobCreated event, String traceparent) {}

    /// The CTE is a fence: a bare subquery with LIMIT may be run again and claim more than its limit.
    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id FROM job
                WHERE published_at IS NULL AND publish_after <= now()
                ORDER BY publish_after
                LIMIT :limit
                FOR UPDATE SKIP LOCKED)
            UPDATE job SET publish_after = now() + :lease * interval '1 second'
            FROM due WHERE job.id = due.id
            RETURNING job.id, owner, type, payload, priority, max_attempts, terms, traceparent,
                      created_at
            """;

    /// Takes rows for this gateway alone, for as long as the lease; if it dies meanwhile, another one sends them.
    ///
    /// @return in the order of their submission
    List<Pending> claim(int limit, Duration lease) {
        return jdbc
                .sql(CLAIM)
                .param("limit", limit)
                .param("lease", lease.toSeconds())
                .query(OutboxStore::pending)
                .list()
                .stream()
                .sorted(Comparator.comparing(pending -> pending.event().jobId()))
                .toList();
    }

    private static final String MARK_PUBLISHED = """
            UPDATE job SET published_at = now() WHERE id = ANY (:ids::uuid[])
            """;

    void markPublished(Collection<UUID> ids) {
        jdbc.sql(MARK_PUBLISHED).param("ids", texts(ids), Types.ARRAY).update();
    }

    private static final String POSTPONE = """
            UPDATE job SET publish_after = now() + :wait * interval '1 millisecond'
            WHERE id = ANY (:ids::uuid[]) AND published_at IS NULL
            """;

    /// Gives rows back that were not sent.
    void postpone(Collection<UUID> ids, Duration wait) {
        jdbc.sql(POSTPONE)
                .param("ids", texts(ids), Types.ARRAY)
                .param("wait", wait.toMillis())
                .update();
    }

    private static final String OLDEST_AGE = """
            SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM job WHERE published_at IS NULL
            """;

    /// Seconds since the oldest unpublished submission; 0 when all are published.
    double oldestAgeSeconds() {
        return jdbc.sql(OLDEST_AGE).query(Double.class).single();
    }

    private static Pending pending(ResultSet row, int number) throws SQLException {
        var job = row.getObject("id", UUID.class);
        var type = row.getString("type");
        var payload = new RawJson(row.getString("payload"));
        var terms = row.getString("terms");
        var event = new JobCreated(
                eventIdOf(job),
                row.getTimestamp("created_at").toInstant(),
                job,
                row.getString("owner"),
                type,
                row.getInt("priority"),
                row.getInt("max_attempts"),
                firstTask(type, payload),
                type.equals(ImportFile.JOB_TYPE) ? new TaskSpec(ImportFile.DISCARD, payload) : null,
                terms == null ? null : JSON.readValue(terms, JobTerms.class));
        return new Pending(event, row.getString("traceparent"));
    }

    private static TaskSpec firstTask(String type, RawJson payload) {
        return new TaskSpec(type.equals(ImportFile.JOB_TYPE) ? ImportFile.STAGE : type, payload);
    }

    /// The same for every sending of the same job, so that who has seen it knows it again.
    private static UUID eventIdOf(UUID job) {
        return UUID.nameUUIDFromBytes((JobCreated.TYPE + job).getBytes(StandardCharsets.US_ASCII));
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
