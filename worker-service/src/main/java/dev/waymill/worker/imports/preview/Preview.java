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

/// What promotion would add, if it came now.
///
/// @param points of the file: those that would be new, the duplicates, and the rejected ones; they add up to
///     `read`
/// @param span time of the first and the last staged point; null without any
/// @param bbox west, south, east, north in degrees, WGS 84; null without any point
/// @param days in UTC that the staged points touch
/// @param conflicts where the owner would be in two places at once
/// @param sample the staged points thinned out, as a GeoJSON FeatureCollection of one LineString with
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

    /// @param count how many
    /// @param shared on how many of them the timeline has points already
    /// @param first the first hundred of those that are shared
    record Days(long count, long shared, List<Day> first) {}
}
