package dev.waymill.worker.imports.stage;

import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.RejectedSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of a staging.
///
/// @param extent null if no point was accepted
record StagingResult(
        String format,
        long accepted,
        long rejected,
        Map<String, Long> rejectedBy,
        List<RejectedSample> rejectedSamples,
        Map<String, Long> remarks,
        @Nullable Contents contents,
        @Nullable ImportProblem damage,
        @Nullable Extent extent) {

    /// Time span and bounding box of the accepted points; coordinates in 1e-7 degree, WGS 84.
    record Extent(Instant first, Instant last, int westE7, int southE7, int eastE7, int northE7) {}
}
