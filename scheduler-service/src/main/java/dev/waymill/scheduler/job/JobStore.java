package dev.waymill.scheduler.job;

import dev.waymill.events.JobState;
import dev.waymill.events.JobTerms.Backoff;
import dev.waymill.events.Progress;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The job rows, with one statement for any number of them. Each visible change increments the version and
/// writes the outbox row in the same statement.
@Component
public class JobStore {
    private final JdbcClient jdbc;

    JobStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The id of a task, derived from its cause: the same cause gives the same id, so the task is added once.
    /// It starts with the bits of its cause, so that tasks created together are close in every index.
    public static UUID idOf(UUID cause, String name) {
        var hash = UUID.nameUUIDFromBytes((cause + ":" + name).getBytes(StandardCharsets.UTF_8));
        return new UUID(cause.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    /// A job whose row is locked until the end of the transaction.
    ///
    /// @param open how many of its tasks have not ended, without its clean-up
    /// @param backoff its own backoff, or null
    /// @param age since its creation or its last restart
    public record LockedJob(
            UUID id,
            String owner,
            String type,
            String state,
            int maxAttempts,
            int open,
            boolean hasKey,
            @Nullable Backoff backoff,
            Duration age) {
        boolean isFinished() {
            return JobState.ofWireName(state).isFinal();
        }

        static LockedJob of(ResultSet row, int number) throws SQLException {
            var base = row.getObject("backoff_base_ms", Long.class);
            return new LockedJob(
                    row.getObject("id", UUID.class),
                    row.getString("owner"),
                    row.getString("type"),
                    row.getString("state"),
                    row.getInt("max_attempts"),
                    row.getInt("open"),
                    row.getBoolean("has_key"),
                    base == null
                            ? null
                            : new Backoff(
                                    Duration.ofMillis(base),
                                    row.getDouble("backoff_factor"),
                                    Duration.ofMillis(row.getLong("backoff_cap_ms"))),
                    Duration.ofMillis(row.getLong("age_ms")));
        }
    }

    private static final String LOCK = """
            SELECT id, owner, type, state, max_attempts, open, concurrency_key IS NOT NULL AS has_key,
                   backoff_base_ms, backoff_factor, backoff_cap_ms,
                   (extract(epoch FROM clock_timestamp() - coalesce(restarted_at, created_at)) * 1000)::bigint AS age_ms
            FROM job WHERE id = ANY(:ids) ORDER BY id FOR UPDATE
            """;

    /// Locks jobs in the order of their ids; ignores unknown ones.
    public List<LockedJob> lock(Collection<UUID> ids) {
        return jdbc.sql(LOCK)
                .param("ids", ids.toArray(UUID[]::new), Types.ARRAY)
                .query(LockedJob::of)
                .list();
    }

    public Optional<LockedJob> lock(UUID id) {
        return lock(List.of(id)).stream().findFirst();
    }

    private static final String MARK_RUNNING = """
            WITH changed AS (
                UPDATE job
                SET state = 'running', attempt = input.attempt, grace_ends_at = NULL, version = job.version + 1,
                    updated_at = clock_timestamp()
                FROM unnest(:jobs::uuid[], :attempts::integer[]) AS input (job_id, attempt)
                WHERE job.id = input.job_id AND job.finished_at IS NULL
                RETURNING job.id
            )
            INSERT INTO job_change (job_id) SELECT id FROM changed
            """;

    /// Sets these jobs to running. The map has the attempt number of the task that has started, by job.
    public void markRunning(Map<UUID, Integer> attempts) {
        if (!attempts.isEmpty()) {
            jdbc.sql(MARK_RUNNING)
                    .param("jobs", attempts.keySet().toArray(UUID[]::new))
                    .param("attempts", attempts.values().toArray(Integer[]::new))
                    .update();
        }
    }

    private static final String PROGRESS = """
            WITH changed AS (
                UPDATE job
                SET phase = input.phase, done = input.done, total = input.total, version = job.version + 1,
                    updated_at = clock_timestamp()
                FROM unnest(:jobs::uuid[], :phases::text[], :dones::bigint[], :totals::bigint[])
                     AS input (job_id, phase, done, total)
                WHERE job.id = input.job_id AND job.finished_at IS NULL
                RETURNING job.id
            )
            INSERT INTO job_change (job_id) SELECT id FROM changed
            """;

    /// Stores the progress of these jobs.
    public void progress(Map<UUID, Progress> progress) {
        if (!progress.isEmpty()) {
            var values = progress.values();
            jdbc.sql(PROGRESS)
                    .param("jobs", progress.keySet().toArray(UUID[]::new))
                    .param("phases", values.stream().map(Progress::phase).toArray(String[]::new))
                    .param("dones", values.stream().map(Progress::done).toArray(Long[]::new))
                    .param("totals", values.stream().map(Progress::total).toArray(Long[]::new))
                    .update();
        }
    }

    private static final String SET_PRIORITY = """
            UPDATE job SET priority = :priority WHERE id = :id
            """;

    void setPriority(UUID id, int priority) {
        jdbc.sql(SET_PRIORITY).param("id", id).param("priority", priority).update();
    }
}
