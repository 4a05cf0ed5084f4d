package dev.waymill.worker.recovery;

import dev.waymill.events.Topics;
import dev.waymill.runtime.recovery.Recovery;
import dev.waymill.runtime.recovery.RecoveryOptions.Database;
import dev.waymill.runtime.recovery.RecoveryStep.RewindGroup;
import dev.waymill.runtime.recovery.RecoveryStep.Statement;
import java.util.List;
import java.util.Set;

/// The steps of the worker's recovery.
public final class WorkerRecovery {
    /// No record of them is left: the scheduler's recovery empties the topic.
    private static final String FORGET_ATTEMPTS = """
            WITH forgotten AS (
                DELETE FROM execution WHERE started_at >= :since RETURNING task_id
            )
            SELECT count(*) FROM forgotten
            """;

    public static final Recovery RECOVERY = new Recovery(
            "worker",
            List.of(
                    new Statement(
                            "attempts are forgotten, so that those of the same numbers may run",
                            FORGET_ATTEMPTS,
                            Set.of(Database.SCHEDULER)),
                    new RewindGroup("worker-live", Topics.LIVE_POINTS, Set.of(Database.WORKER))));

    private WorkerRecovery() {}
}
