package dev.waymill.events.rest;

import dev.waymill.events.rest.ImportSummary.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a removal would remove from the timeline now.
///
/// @param points how many points
/// @param span times of the first and the last of them; null if there are none
/// @param bbox west, south, east, north in degrees, WGS 84; null if there are none
/// @param devices the devices with most points, at most 50
/// @param sample a sample of the points in time order, as a GeoJSON FeatureCollection of one LineString with
///     `coordTimes`
public record RemovalPreview(
        long points, @Nullable Span span, @Nullable List<Double> bbox, List<DevicePoints> devices, JsonNode sample) {

    /// The number of points of a device.
    ///
    /// @param device null for points without a device
    public record DevicePoints(@Nullable String device, long points) {}
}
