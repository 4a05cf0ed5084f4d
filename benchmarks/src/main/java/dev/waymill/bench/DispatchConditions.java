package dev.waymill.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Measures our engine under conditions that slow other engines down, compared to itself without them, and the
/// WAL that it writes.
final class DispatchConditions {
    private static final int PAST = 1_000_000;
    private static final int BACKLOG = 200_000;
    private static final int ROUNDS = 3;

    private final SchedulerEngine engine;
    private final int jobs;

    DispatchConditions(SchedulerEngine engine, int jobs) {
        this.engine = engine;
        this.jobs = jobs;
    }

    void measure(ObjectNode result) throws Exception {
        engine.empty();
        double alone = rate();
        double held = held();
        engine.empty();
        long walBytes = walPerJob();
        double smallAlone = smallOwnersWait(0);
        double smallBehind = smallOwnersWait(BACKLOG);
        engine.empty();
        engine.addPast(PAST);
        double past = rate();
        Output.log(
                "undisturbed %,.0f jobs/s, a transaction held open %,.0f, %,d finished jobs behind it %,.0f",
                alone, held, PAST, past);
        Output.log(
                "%d bytes of WAL per job; a small owner waits %.1f ms alone, %.1f ms behind %,d jobs",
                walBytes, smallAlone, smallBehind, BACKLOG);
        result.put("undisturbedJobsPerSecond", Math.round(alone))
                .put("heldTransactionJobsPerSecond", Math.round(held))
                .put("millionBehindJobsPerSecond", Math.round(past))
                .put("ratioHeldTransaction", Output.round(held / alone))
                .put("ratioMillionBehind", Output.round(past / alone))
                .put("walBytesPerJob", walBytes)
                .put("smallOwnerAloneMs", Output.round(smallAlone))
                .put("smallOwnerBehindMs", Output.round(smallBehind))
                .put("ratioSmallOwner", Output.round(smallBehind / smallAlone));
    }

    private double rate() throws Exception {
        var rates = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            engine.enqueue(jobs);
            rates.add(jobs / (engine.drain(jobs) / 1e9));
        }
        return Output.median(rates);
    }

    /// Measures with an open transaction of another client, whose old snapshot prevents vacuum from removing
    /// dead rows.
    private double held() throws Exception {
        try (var other = engine.connect()) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (var statement = other.createStatement()) {
                statement.execute("SELECT count(*) FROM worker");
            }
            return rate();
        }
    }

    private long walPerJob() throws Exception {
        engine.enqueue(jobs);
        long before = wal();
        engine.drain(jobs);
        return (wal() - before) / jobs;
    }

    private long wal() {
        return engine.jdbc()
                .sql("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
                .query(Long.class)
                .single();
    }

    /// Returns the median milliseconds from ready to done of a job whose owner has no other jobs.
    private double smallOwnersWait(int backlog) throws Exception {
        if (backlog > 0) {
            engine.enqueue("big", backlog);
        }
        engine.start();
        try {
            List<Double> waits = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                waits.add(engine.waitOfOne("small-" + i) / 1e6);
            }
            return Output.median(waits);
        } finally {
            engine.stop();
        }
    }
}
