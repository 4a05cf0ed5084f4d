package dev.waymill.scheduler.lease;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.report.Attempts;
import dev.waymill.scheduler.report.Attempts.Leased;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// One sweep over the leases. It only finds; what it found is taken back under the job's lock, if it still
/// stands.
@Component
class LeaseReaper {
    private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);
    private static final int BATCH = 500;

    /// How long after the last moment for its start a dispatched attempt is kept. A worker that has begun in time may
    /// have a clock that is off by some seconds, its report may wait for a retry of its producer (5 s) or for our
    /// consumer's next session (6 s).
    static final Duration START_UNHEARD = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final Attempts attempts;
    private final LeaseProperties properties;
    private final Loop dispatch;
    private final Clock clock;
    private final Instant startedAt;

    LeaseReaper(JdbcClient jdbc, Attempts attempts, LeaseProperties properties, Loop dispatchLoop, Clock clock) {
        this.jdbc = jdbc;
        this.attempts = attempts;
        this.properties = properties;
        this.dispatch = dispatchLoop;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Bean
    static Loop leaseLoop(LeaseReaper reaper) {
        return new Loop("leases", Duration.ofSeconds(1), reaper::tick);
    }

    private static final String SILENT = """
            SELECT l.task_id, t.job_id, l.attempt
            FROM lease l
            JOIN task t ON t.id = l.task_id
            LEFT JOIN worker w ON w.id = l.worker
            WHERE l.worker IS NOT NULL
              AND greatest(l.started_at, w.seen_at) < clock_timestamp() - :millis * INTERVAL '1 millisecond'
            LIMIT :batch
            """;

    private static final String NEVER_BEGUN = """
            SELECT l.task_id, t.job_id, l.attempt
            FROM lease l
            JOIN task t ON t.id = l.task_id
            LEFT JOIN claim c ON c.id = l.claim
            WHERE l.worker IS NULL
              AND (l.until < clock_timestamp() - :unheard * INTERVAL '1 millisecond' OR c.until < clock_timestamp())
            LIMIT :batch
            """;

    private static final String FORGET_CLAIMS = """
            DELETE FROM claim c
            WHERE until < clock_timestamp() AND NOT EXISTS (SELECT FROM lease WHERE claim = c.id AND worker IS NULL)
            """;

    private static final String FORGET_WORKERS = """
            DELETE FROM worker w
            WHERE seen_at < clock_timestamp() - INTERVAL '1 hour' AND NOT EXISTS (SELECT FROM lease WHERE worker = w.id)
            """;

    boolean tick() {
        var neverBegun = jdbc.sql(NEVER_BEGUN)
                .param("unheard", START_UNHEARD.toMillis())
                .param("batch", BATCH)
                .query(Leased.class)
                .list();
        if (!neverBegun.isEmpty()) {
            attempts.neverBegan(neverBegun);
        }
        var silent = hasListened() ? findSilent() : List.<Leased>of();
        if (!silent.isEmpty()) {
            silent.forEach(one ->
                    log.warn("task={} attempt={} is taken back: its worker is silent", one.taskId(), one.attempt()));
            attempts.lost(silent);
        }
        jdbc.sql(FORGET_CLAIMS).update();
        jdbc.sql(FORGET_WORKERS).update();
        if (!neverBegun.isEmpty() || !silent.isEmpty()) {
            dispatch.wake();
        }
        return neverBegun.size() == BATCH || silent.size() == BATCH;
    }

    private List<Leased> findSilent() {
        return jdbc.sql(SILENT)
                .param("millis", properties.silence().toMillis())
                .param("batch", BATCH)
                .query(Leased.class)
                .list();
    }

    /// A scheduler that has just started has heard nobody yet, and must not take that for silence.
    private boolean hasListened() {
        return clock.instant().isAfter(startedAt.plus(properties.silence().multipliedBy(2)));
    }
}
