package dev.waymill.gateway.schedule;

import dev.waymill.runtime.metrics.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds and claims due schedules in the database, and records and counts their firings.
/// Thread-safe.
///
/// Uses JDBC instead of JPA. One statement finds due schedules, and one claims a schedule and skips it if
/// another gateway has claimed it; both use the database's clock. A firing does not change the schedule's
/// version, so it does not make an edit fail.
@Repository
class DueSchedules {
    private final JdbcClient jdbc;
    private final Timer delay;
    private final Counter skipped;

    DueSchedules(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.delay = Buckets.WAIT
                .timer("waymill.schedules.delay", "Time from the moment a schedule is due to its firing")
                .register(meters);
        this.skipped = Counter.builder("waymill.schedules.skipped")
                .description("Firings skipped because they were missed")
                .register(meters);
    }

    private static final String DUE = """
            SELECT id FROM schedule WHERE NOT paused AND next_at <= clock_timestamp() ORDER BY next_at LIMIT :limit
            """;

    /// Returns due schedules, the longest overdue first.
    List<UUID> due(int limit) {
        return jdbc.sql(DUE).param("limit", limit).query(UUID.class).list();
    }

    private static final String CLAIM = """
            SELECT id FROM schedule
            WHERE id = :id AND NOT paused AND next_at <= clock_timestamp()
            FOR UPDATE SKIP LOCKED
            """;

    /// Locks the schedule until the end of the transaction, so that no other transaction fires or changes it.
    ///
    /// @return false when another gateway has locked it, or it is no longer due
    boolean claim(UUID id) {
        return jdbc.sql(CLAIM).param("id", id).query(UUID.class).optional().isPresent();
    }

    private static final String POSTPONE = """
            UPDATE schedule SET next_at = clock_timestamp() + INTERVAL '1 minute' WHERE id = :id
            """;

    void postpone(UUID id) {
        jdbc.sql(POSTPONE).param("id", id).update();
    }

    private static final String SET_NEXT = """
            UPDATE schedule
            SET next_at = coalesce(:nextAt::timestamptz, next_at), paused = paused OR :nextAt::timestamptz IS NULL
            WHERE id = :id
            """;

    /// @param next null when the schedule never fires again; then it is paused
    void setNext(UUID id, @Nullable Instant next) {
        jdbc.sql(SET_NEXT)
                .param("id", id)
                .param("nextAt", next == null ? null : next.toString())
                .update();
    }

    private static final String MOVE_AHEAD = """
            UPDATE schedule SET next_at = :nextAt::timestamptz WHERE id = :id AND next_at > clock_timestamp()
            """;

    /// Sets the next firing of a schedule that is not due, so that no firing is lost.
    void moveAhead(UUID id, Instant next) {
        jdbc.sql(MOVE_AHEAD).param("id", id).param("nextAt", next.toString()).update();
    }

    private static final String FIRED = """
            UPDATE schedule SET last_at = :at, last_job_id = :job WHERE id = :id
            """;

    void fired(UUID id, Instant at, UUID job) {
        jdbc.sql(FIRED)
                .param("id", id)
                .param("at", Timestamp.from(at))
                .param("job", job)
                .update();
    }

    void countFired(Duration late) {
        delay.record(late);
    }

    void countSkipped() {
        skipped.increment();
    }

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    /// The database's clock, which all gateways use.
    Instant now() {
        return jdbc.sql(NOW).query(Timestamp.class).single().toInstant();
    }
}
