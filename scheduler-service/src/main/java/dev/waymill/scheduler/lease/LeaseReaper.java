package dev.waymill.scheduler.lease;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.echo.Echo;
import dev.waymill.scheduler.metrics.LeaseMeters;
import dev.waymill.scheduler.report.ReportApplier;
import dev.waymill.scheduler.report.ReportApplier.Leased;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds expired leases and takes each one back under its job's lock if it is still expired. Confined to its
/// loop's thread.
@Component
class LeaseReaper {
    private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);
    private static final int BATCH = 500;

    /// How long a dispatched attempt is kept after its start deadline, and how long the scheduler must have
    /// been receiving by then. The worker's clock may be off by some seconds, and its start report may wait for
    /// a producer retry.
    static final Duration START_SILENCE = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final ReportApplier attempts;
    private final Echo echo;
    private final LeaseProperties properties;
    private final Loop dispatch;
    private final LeaseMeters meters;

    LeaseReaper(
            JdbcClient jdbc,
            ReportApplier attempts,
            Echo echo,
            LeaseProperties properties,
            Loop dispatchLoop,
            LeaseMeters meters) {
        this.jdbc = jdbc;
        this.attempts = attempts;
        this.echo = echo;
        this.properties = properties;
        this.dispatch = dispatchLoop;
        this.meters = meters;
    }

    @Bean
    static Loop leaseLoop(LeaseReaper reaper) {
        return new Loop("leases", Duration.ofSeconds(1), reaper::tick);
    }

    boolean tick() {
        attempts.clearSuspects();
        if (!isAnySuspected()) {
            return false;
        }
        boolean more = takeBackSilent() | takeBackUnstarted();
        echo.send(properties.gap());
        return more;
    }

    private static final String SUSPECTED = """
            SELECT EXISTS (
                SELECT FROM lease l LEFT JOIN worker w ON w.id = l.worker
                WHERE CASE WHEN l.worker IS NULL THEN l.until < clock_timestamp()
                           ELSE greatest(l.started_at, w.seen_at) < clock_timestamp() - :millis * INTERVAL '1 millisecond' END
            )
            """;

    /// Whether to send echoes, to check that the scheduler receives anything.
    private boolean isAnySuspected() {
        return jdbc.sql(SUSPECTED)
                .param("millis", properties.suspicion().toMillis())
                .query(Boolean.class)
                .single();
    }

    private static final String SILENT = """
            SELECT r.task_id, t.job_id, r.attempt
            FROM running r
            JOIN task t ON t.id = r.task_id
            WHERE r.silent_for >= :millis * INTERVAL '1 millisecond'
            LIMIT :batch
            """;

    private boolean takeBackSilent() {
        var found = find(SILENT, properties.silence());
        if (!found.isEmpty()) {
            var taken = attempts.lost(found, properties.silence());
            meters.silent(taken.again() + taken.dead());
            log.warn(
                    "No heartbeat for {}: {} attempts run again and are not counted; {} tasks are dead, since workers"
                            + " died while running nothing else",
                    properties.silence(),
                    taken.again(),
                    taken.dead());
            dispatch.wake();
        }
        return found.size() == BATCH;
    }

    private static final String UNSTARTED = """
            SELECT l.task_id, t.job_id, l.attempt
            FROM listening e
            CROSS JOIN lease l
            JOIN task t ON t.id = l.task_id
            WHERE l.worker IS NULL AND greatest(l.until, e.since) + :millis * INTERVAL '1 millisecond' < e.received_at
            LIMIT :batch
            """;

    private boolean takeBackUnstarted() {
        var found = find(UNSTARTED, START_SILENCE);
        if (!found.isEmpty()) {
            int taken = attempts.neverStarted(found, START_SILENCE);
            meters.neverStarted(taken);
            log.info("{} dispatched attempts did not start in time; dispatching them again, not counted", taken);
            dispatch.wake();
        }
        return found.size() == BATCH;
    }

    private List<Leased> find(String sql, Duration after) {
        return jdbc.sql(sql)
                .param("millis", after.toMillis())
                .param("batch", BATCH)
                .query(Leased.class)
                .list();
    }
}
