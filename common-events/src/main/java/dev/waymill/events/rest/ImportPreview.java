package dev.waymill.events.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waymill.events.rest.ImportSummary.Span;
import java.time.Instant;
import java.time.LocalDate;
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
public record ImportPreview(
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
    public record Points(long read, @JsonProperty("new") long fresh, long duplicate, long rejected) {}

    /// @param count how many
    /// @param shared on how many of them the timeline has points already
    /// @param first the first hundred of those that are shared
    public record Days(long count, long shared, List<SharedDay> first) {}

    /// @param staged points of the import on that day
    /// @param timeline points of the timeline on that day
    public record SharedDay(LocalDate day, long staged, long timeline) {}

    /// @param count new points at whose very time the timeline is elsewhere already
    /// @param samples the first twenty
    public record Conflicts(long count, List<Conflict> samples) {}

    /// @param importId the import that brought the timeline's point
    public record Conflict(Instant time, Coordinates staged, Coordinates timeline, UUID importId) {}

    /// @param lat degrees, WGS 84
    /// @param lon degrees, WGS 84
    public record Coordinates(double lat, double lon) {}
}
