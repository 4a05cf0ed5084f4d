package dev.waymill.scheduler.queue;

import dev.waymill.scheduler.queue.ReadyQueue.QueuedTask;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Concurrency keys: a job is admitted once and stays admitted until it ends. Called inside a transaction. The
/// key's row is locked while its jobs are counted, so it never admits too many; a job that ends admits the next
/// ones, so no slot stays unused.
@Component
class ConcurrencyKeys {
    private final JdbcClient jdbc;

    ConcurrencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record OwnerKey(String owner, String key) {}

    private static final String LOCK = """
            SELECT count(*) FROM (
                SELECT FROM concurrency_key k
                JOIN unnest(:owners::text[], :keys::text[]) AS input (owner, key) USING (owner, key)
                ORDER BY owner, key
                FOR UPDATE OF k
            ) locked
            """;

    private static final String ADMIT = """
            WITH next AS (
                SELECT n.*
                FROM concurrency_key k
                JOIN unnest(:owners::text[], :keys::text[]) AS input (owner, key) USING (owner, key)
                CROSS JOIN LATERAL (
                    SELECT w.owner, w.key, w.position, w.task_id, t.job_id
                    FROM waiting_for_key w JOIN task t ON t.id = w.task_id
                    WHERE w.owner = k.owner AND w.key = k.key
                    ORDER BY w.position
                    LIMIT greatest(0, k.capacity
                        - (SELECT count(*) FROM admission a WHERE a.owner = k.owner AND a.key = k.key))
                ) n
            ), admitted AS (
                INSERT INTO admission (job_id, owner, key) SELECT DISTINCT job_id, owner, key FROM next
            ), gone AS (
                DELETE FROM waiting_for_key w USING next
                WHERE w.owner = next.owner AND w.key = next.key AND w.position = next.position
                RETURNING w.position, w.task_id, w.attempt, w.failures
            )
            SELECT task_id, attempt, failures FROM gone ORDER BY position
            """;

    /// Admits the jobs that have waited longest, up to the capacity.
    ///
    /// @return the tasks that may run now
    List<QueuedTask> admit(List<OwnerKey> ownerKeys) {
        if (ownerKeys.isEmpty()) {
            return List.of();
        }
        var owners = ownerKeys.stream().map(OwnerKey::owner).toArray(String[]::new);
        var keys = ownerKeys.stream().map(OwnerKey::key).toArray(String[]::new);
        jdbc.sql(LOCK)
                .param("owners", owners)
                .param("keys", keys)
                .query(Long.class)
                .single();
        return jdbc.sql(ADMIT)
                .param("owners", owners)
                .param("keys", keys)
                .query(QueuedTask.class)
                .list();
    }

    private static final String RELEASE = """
            WITH gone AS (
                DELETE FROM admission WHERE job_id = ANY(:jobs) RETURNING owner, key
            )
            SELECT DISTINCT owner, key FROM gone
            """;

    /// @return the keys that have free capacity now
    List<OwnerKey> release(List<UUID> jobs) {
        return jobs.isEmpty()
                ? List.of()
                : jdbc.sql(RELEASE)
                        .param("jobs", jobs.toArray(UUID[]::new))
                        .query(OwnerKey.class)
                        .list();
    }
}
