package dev.waymill.worker.imports.promote;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskSpec;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.imports.ImportSummaries;
import dev.waymill.worker.imports.StagingTableCleanup;
import dev.waymill.worker.timeline.PointInserter.DuplicateCheck;
import java.time.Duration;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Task `import.promote`: inserts the staged points into the timeline. Staged points that were lost are staged
/// again, without another grace period.
@Component
class PromoteHandler implements TaskHandler {
    private final Promotion promotion;
    private final ImportStore imports;
    private final ImportSummaries summaries;
    private final StagingTableCleanup tables;
    private final JsonMapper json;

    PromoteHandler(
            Promotion promotion,
            ImportStore imports,
            ImportSummaries summaries,
            StagingTableCleanup tables,
            JsonMapper json) {
        this.promotion = promotion;
        this.imports = imports;
        this.summaries = summaries;
        this.tables = tables;
        this.json = json;
    }

    @Override
    public String kind() {
        return ImportFile.PROMOTE;
    }

    /// Hours are enough for the largest import; an attempt that takes longer hangs.
    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofHours(6), null);
    }

    @Override
    public Outcome handle(Attempt attempt) throws Exception {
        attempt.progress("promote", 0, 0);
        return switch (promote(attempt)) {
            case PROMOTED -> promoted(attempt);
            case NOT_STAGED -> new Outcome.Then(null, List.of(stageAgain(attempt.payload())));
            case DISCARDED -> new Outcome.Fail("cancelled", "The import was cancelled", false);
        };
    }

    private Outcome promoted(Attempt attempt) {
        imports.find(attempt.jobId(), attempt.owner()).ifPresent(tables::dropAfterPromotion);
        return new Outcome.Done(RawJson.of(summaries.find(attempt.jobId()).orElseThrow()));
    }

    private Promotion.Result promote(Attempt attempt) {
        try {
            return promotion.promote(attempt.jobId(), attempt.owner(), attempt.generation(), DuplicateCheck.ANTI_JOIN);
        } catch (DuplicateKeyException _) {
            return promotion.promote(
                    attempt.jobId(), attempt.owner(), attempt.generation(), DuplicateCheck.ON_CONFLICT);
        }
    }

    private FollowUp stageAgain(RawJson payload) {
        var file = json.readValue(payload.text(), ImportFile.class);
        return new FollowUp(new TaskSpec(ImportFile.STAGE, RawJson.of(file.withoutGrace())), Duration.ZERO, false);
    }
}
