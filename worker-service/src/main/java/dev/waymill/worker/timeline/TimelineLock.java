package dev.waymill.worker.timeline;

import dev.waymill.runtime.metrics.Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Locks for changes of one owner's timeline: advisory locks on the owner's number, held until the end of the
/// transaction. A big promotion excludes other big ones, and a revert excludes everything. A small promotion,
/// e.g. of live points, runs beside a big one: see docs/decisions/010.
@Component
public class TimelineLock {
    /// First keys of the advisory locks, which separate them from other locks on owner numbers.
    private static final int PROMOTING = 0x50524F4D;
    private static final int REVERTING = 0x52455652;
    private static final int LIVE = 0x4C495645;

    private final JdbcClient jdbc;
    private final Timer wait;

    TimelineLock(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.wait = Buckets.WAIT
                .timer(
                        "waymill.promote.lock.wait",
                        "Time that promotions and reverts wait for the timeline of their owner")
                .register(meters);
    }

    /// The wait is bounded, so that one owner's queue cannot occupy all workers; sorting a million points needs
    /// more than the default memory.
    private static final String LIMITS = """
            SELECT set_config('lock_timeout', '2s', true), set_config('work_mem', '192MB', true)
            """;

    private static final String LOCK = """
            SELECT pg_advisory_xact_lock(:class, :owner)
            """;

    private static final String LOCK_SHARED = """
            SELECT pg_advisory_xact_lock_shared(:class, :owner)
            """;

    /// For a small promotion: excludes only reverts.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if a revert runs
    public void forSmallPromotion(int ownerNo) {
        limits();
        lock(LOCK_SHARED, REVERTING, ownerNo);
    }

    /// For a big promotion: excludes other big promotions and reverts.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another big promotion or a
    ///     revert runs
    public void forPromotion(int ownerNo) {
        limits();
        lock(LOCK, PROMOTING, ownerNo);
        lock(LOCK_SHARED, REVERTING, ownerNo);
    }

    /// For a revert: excludes everything.
    ///
    /// @throws org.springframework.dao.DataAccessException with SQLSTATE 55P03 if another transaction changes
    ///     the timeline
    public void forRevert(int ownerNo) {
        limits();
        lock(LOCK, PROMOTING, ownerNo);
        lock(LOCK, REVERTING, ownerNo);
    }

    private static final String TRY_LOCK = """
            SELECT pg_try_advisory_xact_lock(:live, :owner) AND pg_try_advisory_xact_lock_shared(:reverting, :owner)
                   AND set_config('lock_timeout', '500ms', true) IS NOT NULL
            """;

    /// For a few live points: excludes other live points of the owner and reverts. Never waits, since other
    /// owners' points are behind them.
    ///
    /// @return false if another transaction has the owner's timeline; then the caller must roll back
    public boolean tryForLivePoints(int ownerNo) {
        return jdbc.sql(TRY_LOCK)
                .param("live", LIVE)
                .param("reverting", REVERTING)
                .param("owner", ownerNo)
                .query(Boolean.class)
                .single();
    }

    private void limits() {
        jdbc.sql(LIMITS).query().listOfRows();
    }

    private void lock(String how, int lockClass, int ownerNo) {
        wait.record(() -> jdbc.sql(how)
                .param("class", lockClass)
                .param("owner", ownerNo)
                .query()
                .listOfRows());
    }
}
