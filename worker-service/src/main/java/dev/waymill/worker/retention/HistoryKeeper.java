package dev.waymill.worker.retention;

import dev.waymill.events.Topics;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.worker.imports.StagingTableCleanup;
import dev.waymill.worker.live.LiveBatchStore;
import dev.waymill.worker.timeline.TimelineChanges;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/// Runs the retention rounds. Confined to its loop's thread.
@Component
class HistoryKeeper {
    private static final int BATCH = 1_000;
    /// Longer than a record may be delivered again: it is deleted with its segment, up to a day after its time.
    private static final Duration PROMOTED_BATCHES = Topics.KEPT.plusDays(2);

    private final ExecutionPruner executions;
    private final ImportPruner imports;
    private final StagingTableCleanup tables;
    private final LiveBatchStore batches;
    private final TimelineChanges changes;
    private final HistoryProperties properties;
    private UUID reachedTask = ExecutionPruner.START;
    private int reachedImport;

    HistoryKeeper(
            ExecutionPruner executions,
            ImportPruner imports,
            StagingTableCleanup tables,
            LiveBatchStore batches,
            TimelineChanges changes,
            HistoryProperties properties) {
        this.executions = executions;
        this.imports = imports;
        this.tables = tables;
        this.batches = batches;
        this.changes = changes;
        this.properties = properties;
    }

    @Bean
    static Loop historyLoop(HistoryKeeper keeper) {
        return new Loop("history", Duration.ofMinutes(10), keeper::tick);
    }

    /// Deletes one batch of attempts and one of imports. When both are done, drops unused staging tables and
    /// merges timeline changes.
    ///
    /// @return whether there is more to delete
    boolean tick() {
        reachedTask = executions.delete(reachedTask, properties.keep(), BATCH);
        reachedImport = imports.delete(reachedImport, properties.keep(), BATCH);
        boolean more = !reachedTask.equals(ExecutionPruner.START) || reachedImport != 0;
        more |= batches.forget(PROMOTED_BATCHES, BATCH) == BATCH;
        if (!more) {
            tables.dropLeftOver();
            changes.merge();
        }
        return more;
    }
}
