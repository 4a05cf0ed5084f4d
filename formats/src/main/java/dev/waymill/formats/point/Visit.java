package dev.waymill.formats.point;

import org.jspecify.annotations.Nullable;

/// A stay recorded by the source, in addition to the points: its owner was at a place for a period.
///
/// @param from in epoch milliseconds, as is `to`
/// @param latitudeE7 1e-7 degree, WGS 84
/// @param name the source's name for the place; null when it has none, as below
/// @param address as the source writes it
/// @param placeId the source's own key of the place
/// @param category the role of the place for its owner, in lower case, e.g. `home`
/// @param confidence 0…1; NaN when unknown
public record Visit(
        long from,
        long to,
        int latitudeE7,
        int longitudeE7,
        @Nullable String name,
        @Nullable String address,
        @Nullable String placeId,
        @Nullable String category,
        float confidence) {}
