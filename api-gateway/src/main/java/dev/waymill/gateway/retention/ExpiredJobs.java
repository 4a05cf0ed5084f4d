package dev.waymill.gateway.retention;

import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds and deletes jobs that finished long ago. It reads them in order of id, which is the order of creation.
/// An index on the end time would have to be written whenever a job finishes, and would prevent in-place (HOT)
/// updates.
@Repository
class ExpiredJobs {
    private static final int MILLIS_SHIFT = 16;

    private final JdbcClient jdbc;

    ExpiredJobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param isImport whether the job has a file
    record Old(UUID id, String owner, boolean isImport) {}

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    private static final String IS_OLD = """
            finished_at < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond'
              AND published_at IS NOT NULL
              AND (unique_until IS NULL OR unique_until < clock_timestamp() OR state <> 'succeeded')
            """;

    /// The import of a file is kept while its points are in the timeline: until it is reverted and the revert,
    /// which may fail, is deleted.
    private static final String FIND = """
            SELECT id, owner, type = 'import' AS is_import FROM job
            WHERE id > :after AND id < :before AND\s""" + IS_OLD + """
              AND NOT (type = 'import' AND state = 'succeeded' AND sha256 IS NOT NULL
                       AND (reverted_by IS NULL OR EXISTS (SELECT FROM job r WHERE r.id = job.reverted_by)))
            ORDER BY id
            LIMIT :limit
            """;

    List<Old> find(UUID after, Duration keep, int limit) {
        var now = jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
        return jdbc.sql(FIND)
                .param("after", after)
                .param("before", new UUID(now.minus(keep).toEpochMilli() << MILLIS_SHIFT, 0))
                .param("keepMillis", keep.toMillis())
                .param("limit", limit)
                .query(Old.class)
                .list();
    }

    /// Skips jobs that another gateway is deleting. If a revert did not succeed, its import is no longer marked
    /// as reverted.
    private static final String FORGET = """
            WITH locked AS MATERIALIZED (
                SELECT id FROM job WHERE id = ANY (:ids::uuid[]) AND\s""" + IS_OLD + """
                ORDER BY id
                FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM job USING locked WHERE job.id = locked.id
                RETURNING job.id, owner, type, state, payload
            ), keys AS (
                DELETE FROM idempotency USING gone WHERE idempotency.job_id = gone.id
            ), unreverted AS (
                UPDATE job SET reverted_by = NULL
                FROM gone
                WHERE gone.state <> 'succeeded' AND job.reverted_by = gone.id
                  AND job.id = CASE WHEN gone.type = 'revert' THEN (gone.payload ->> 'importId')::uuid END
            )
            INSERT INTO forgotten_job (id, owner) SELECT id, owner FROM gone ON CONFLICT (id) DO NOTHING
            """;

    /// @return the number of deleted jobs
    int forget(Collection<UUID> jobs, Duration keep) {
        return jdbc.sql(FORGET)
                .param("ids", jobs.stream().map(UUID::toString).toArray(String[]::new), Types.ARRAY)
                .param("keepMillis", keep.toMillis())
                .update();
    }

    private static final String DELETE_KEYS = """
            DELETE FROM idempotency WHERE (owner, route, key) IN (
                SELECT owner, route, key FROM idempotency
                WHERE created_at < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond'
                ORDER BY created_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            """;

    /// Deletes Idempotency-Keys whose first use was longer ago than `keep`.
    ///
    /// @return the number of deleted keys, at most `limit`
    int deleteKeys(Duration keep, int limit) {
        return jdbc.sql(DELETE_KEYS)
                .param("keepMillis", keep.toMillis())
                .param("limit", limit)
                .update();
    }

    private static final String DELETE_FORGOTTEN = """
            DELETE FROM forgotten_job WHERE id IN (
                SELECT id FROM forgotten_job
                WHERE forgotten_at < clock_timestamp() - :keepMillis * INTERVAL '1 millisecond'
                ORDER BY forgotten_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            """;

    /// Deletes the ids of deleted jobs. From then on their owners get 404 instead of 410.
    ///
    /// @return the number of deleted ids, at most `limit`
    int deleteForgotten(Duration keep, int limit) {
        return jdbc.sql(DELETE_FORGOTTEN)
                .param("keepMillis", keep.toMillis())
                .param("limit", limit)
                .update();
    }
}
