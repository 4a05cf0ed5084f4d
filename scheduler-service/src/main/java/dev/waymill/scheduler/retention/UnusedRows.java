package dev.waymill.scheduler.retention;

import dev.waymill.scheduler.limit.Limits;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Deletes rows of workers that are gone and of concurrency keys that no job has. Skips rows that are locked;
/// the next round checks them again.
@Component
class UnusedRows {
    private final JdbcClient jdbc;
    private final Limits limits;

    UnusedRows(JdbcClient jdbc, Limits limits) {
        this.jdbc = jdbc;
        this.limits = limits;
    }

    /// Claims do so, too, as long as a rate limit exists.
    void deleteRateWindows() {
        limits.deleteExpiredStarts();
    }

    /// Each process has a new id, so an id that was silent for a day never comes back. Its leases are taken
    /// back long before that; until then the row is kept.
    private static final String DELETE_WORKERS = """
            DELETE FROM worker WHERE id IN (
                SELECT id FROM worker w
                WHERE seen_at < clock_timestamp() - INTERVAL '1 day'
                  AND NOT EXISTS (SELECT FROM lease l WHERE l.worker = w.id)
                LIMIT :batch
                FOR UPDATE SKIP LOCKED
            )
            """;

    /// @return how many were deleted
    int deleteWorkers(int batch) {
        return jdbc.sql(DELETE_WORKERS).param("batch", batch).update();
    }

    private static final String LOCK_KEYS = """
            SELECT owner, key FROM concurrency_key k
            WHERE NOT EXISTS (SELECT FROM job j WHERE j.owner = k.owner AND j.concurrency_key = k.key)
            LIMIT :batch
            FOR UPDATE SKIP LOCKED
            """;

    private static final String DELETE_KEYS = """
            DELETE FROM concurrency_key k
            USING unnest(:owners::text[], :keys::text[]) AS locked (owner, key)
            WHERE k.owner = locked.owner AND k.key = locked.key
              AND NOT EXISTS (SELECT FROM job j WHERE j.owner = k.owner AND j.concurrency_key = k.key)
            """;

    /// Checks again under the lock: a transaction that adds a job locks its key first. So either its job is
    /// visible by now, or it runs after the deletion and creates the key again.
    ///
    /// @return how many keys were checked
    @Transactional
    public int deleteKeys(int batch) {
        var keys = jdbc.sql(LOCK_KEYS)
                .param("batch", batch)
                .query((row, _) -> new String[] {row.getString("owner"), row.getString("key")})
                .list();
        if (!keys.isEmpty()) {
            jdbc.sql(DELETE_KEYS)
                    .param("owners", keys.stream().map(key -> key[0]).toArray(String[]::new))
                    .param("keys", keys.stream().map(key -> key[1]).toArray(String[]::new))
                    .update();
        }
        return keys.size();
    }
}
