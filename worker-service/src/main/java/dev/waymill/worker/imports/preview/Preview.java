package dev.waymill.worker.imports.preview;

import dev.waymill.worker.imports.ImportSummary;
import dev.waymill.worker.imports.ImportSummary.Span;
import dev.waymill.worker.timeline.TimelineComparison.Conflicts;
import dev.waymill.worker.timeline.TimelineComparison.Day;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a promotion would add now.
///
/// @param points the new points, the duplicates and the rejected points of the file; they add up to `read`
/// @param span times of the first and the last staged point; null if there are none
/// @param bbox west, south, east, north in degrees, WGS 84; null if there are no points
/// @param days the UTC days of the staged points
/// @param conflicts times at which the owner would be at two places
/// @param sample a sample of the staged points, as a GeoJSON FeatureCollection of one LineString with
///     `coordTimes`
record Preview(
        UUID id,
        Points points,
        Map<String, Long> rejectedBy,
        List<ImportSummary.RejectedSample> rejectedSamples,
        Map<String, Long> remarks,
        ImportSummary.@Nullable Contents contents,
        ImportSummary.@Nullable ImportProblem damage,
        @Nullable Span span,
        @Nullable List<Double> bbox,
        Days days,
        Conflicts conflicts,
        JsonNode sample) {

    /// @param fresh named `new` in JSON
    record Points(
            long read,

            @com.fasterxml.jackson.annotation.JsonProperty("new")
            long fresh,

            long duplicate,
            long rejected) {}

    /// @param count number of days
    /// @param shared on how many of them the timeline already has points
    /// @param first the first hundred of the shared days
    record Days(long count, long shared, List<Day> first) {}
}
