package dev.waymill.gateway.outbox;

import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.JobCreated;
import dev.waymill.events.JobTerms;
import dev.waymill.events.RawJson;
import dev.waymill.events.RemovePoints;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.events.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Unpublished rows of the job table. Thread-safe; several gateways share the work.
@Repository
class OutboxStore implements Outbox {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// Jobs whose only task is one transaction on the timeline. Such a task is not stopped once it has begun:
    /// otherwise the job could be cancelled although the transaction has taken effect.
    private static final Set<String> CHANGES_TIMELINE =
            Set.of(RevertImport.JOB_TYPE, RemovePoints.JOB_TYPE, RestorePoints.JOB_TYPE);

    private final JdbcClient jdbc;

    OutboxStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A job to be published.
    ///
    /// @param terms JSON; null for none
    /// @param traceparent the traceparent of the request that submitted the job
    private record Unpublished(
            UUID id,
            String owner,
            String type,
            RawJson payload,
            int priority,
            int maxAttempts,
            @Nullable String terms,
            String traceparent,
            Instant createdAt) {
        /// Returns the job's event. Each call returns an equal event with the same id.
        JobCreated event() {
            return new JobCreated(
                    eventIdOf(id),
                    createdAt,
                    id,
                    owner,
                    type,
                    priority,
                    maxAttempts,
                    new TaskSpec(isImport() ? ImportFile.STAGE : type, payload, !CHANGES_TIMELINE.contains(type)),
                    isImport() ? new TaskSpec(ImportFile.DISCARD, payload) : null,
                    terms == null ? null : JSON.readValue(terms, JobTerms.class));
        }

        Pending pending() {
            return new Pending(id, () -> EventCodec.toRecord(event(), traceparent), payload.bytes(), createdAt);
        }

        private boolean isImport() {
            return type.equals(ImportFile.JOB_TYPE);
        }

        /// Derives the event id from the job id, so that the scheduler recognises a repeated event.
        private static UUID eventIdOf(UUID job) {
            return UUID.nameUUIDFromBytes((JobCreated.TYPE + job).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Claims the due rows whose payloads fit into memory, at least one. The materialized CTE is an
    /// optimization fence: a plain subquery with LIMIT may be executed again and claim more rows than its
    /// limit.
    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id, payload_bytes, publish_after FROM job
                WHERE published_at IS NULL AND publish_after <= now()
                ORDER BY publish_after
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            ), fitting AS (
                SELECT id FROM (
                    SELECT id, sum(payload_bytes) OVER (ORDER BY publish_after, id) - payload_bytes AS before FROM due
                ) counted
                WHERE before < :bytes
            )
            UPDATE job SET publish_after = now() + :lease * interval '1 second'
            FROM fitting WHERE job.id = fitting.id
            RETURNING job.id, owner, type, payload, priority, max_attempts, terms, traceparent, created_at
            """;

    /// Claims jobs in order of submission.
    @Override
    public List<Pending> claim(int limit, Duration lease) {
        return jdbc
                .sql(CLAIM)
                .param("limit", limit)
                .param("bytes", BATCH_BYTES)
                .param("lease", lease.toSeconds())
                .query((row, _) -> unpublished(row))
                .list()
                .stream()
                .sorted(Comparator.comparing(Unpublished::id))
                .map(Unpublished::pending)
                .toList();
    }

    private static final String MARK_PUBLISHED = """
            UPDATE job SET published_at = now() WHERE id = ANY (:ids::uuid[])
            """;

    @Override
    public void markPublished(Collection<UUID> ids) {
        jdbc.sql(MARK_PUBLISHED).param("ids", texts(ids), Types.ARRAY).update();
    }

    private static final String POSTPONE = """
            UPDATE job SET publish_after = now() + :wait * interval '1 millisecond'
            WHERE id = ANY (:ids::uuid[]) AND published_at IS NULL
            """;

    @Override
    public void postpone(Collection<UUID> ids, Duration wait) {
        jdbc.sql(POSTPONE)
                .param("ids", texts(ids), Types.ARRAY)
                .param("wait", wait.toMillis())
                .update();
    }

    private static final String FAIL = """
            UPDATE job
            SET published_at = now(), version = version + 1, state = 'failed', error_code = 'not-publishable', error_message = :why,
                finished_at = now(), updated_at = now()
            WHERE id = :id AND published_at IS NULL
            """;

    /// The job fails.
    @Override
    public void fail(UUID id) {
        jdbc.sql(FAIL)
                .param("id", id)
                .param("why", "The job cannot be sent to the scheduler. Its payload may be too large.")
                .update();
    }

    private static final String BACKLOG = """
            SELECT count(*) AS rows, coalesce(extract(epoch FROM now() - min(created_at)), 0) AS oldest_age_seconds
            FROM (SELECT created_at FROM job WHERE published_at IS NULL ORDER BY publish_after LIMIT :most + 1) waiting
            """;

    @Override
    public Backlog backlog() {
        return jdbc.sql(BACKLOG)
                .param("most", MOST_COUNTED)
                .query(Backlog.class)
                .single();
    }

    private static Unpublished unpublished(ResultSet row) throws SQLException {
        return new Unpublished(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                row.getString("type"),
                new RawJson(row.getString("payload")),
                row.getInt("priority"),
                row.getInt("max_attempts"),
                row.getString("terms"),
                row.getString("traceparent"),
                row.getTimestamp("created_at").toInstant());
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
