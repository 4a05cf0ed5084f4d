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

/// What the promotion of an import would add to the timeline now.
///
/// @param points the number of new, duplicate and rejected points of the file; they add up to `read`
/// @param span times of the first and the last staged point; null if there are none
/// @param bbox west, south, east, north in degrees, WGS 84; null if there are no points
/// @param days the UTC days of the staged points
/// @param conflicts new points that would put the owner at two places at the same time
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

    /// Counts of points.
    ///
    /// @param fresh points that the timeline does not have yet; named `new` in JSON
    public record Points(long read, @JsonProperty("new") long fresh, long duplicate, long rejected) {}

    /// The UTC days of the staged points.
    ///
    /// @param count the number of days
    /// @param shared the number of days on which the timeline already has points
    /// @param first the first 100 shared days
    public record Days(long count, long shared, List<SharedDay> first) {}

    /// The number of points on one UTC day.
    ///
    /// @param staged the number of the import's points on that day
    /// @param timeline the number of the timeline's points on that day
    public record SharedDay(LocalDate day, long staged, long timeline) {}

    /// New points for which the timeline has a point at the same time and another place.
    ///
    /// @param count the number of these points
    /// @param samples the first 20 of them
    public record Conflicts(long count, List<Conflict> samples) {}

    /// A new point and the timeline's point at the same time.
    ///
    /// @param importId the import that added the timeline's point
    public record Conflict(Instant time, Coordinates staged, Coordinates timeline, UUID importId) {}

    /// A place on the earth.
    ///
    /// @param lat degrees, WGS 84
    /// @param lon degrees, WGS 84
    public record Coordinates(double lat, double lon) {}
}
