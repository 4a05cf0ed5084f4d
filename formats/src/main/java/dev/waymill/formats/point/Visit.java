package dev.waymill.formats.point;

import org.jspecify.annotations.Nullable;

/// The source says: its owner was here from then until then. Beside the points, not one of them.
///
/// @param from in epoch milliseconds, as is `to`
/// @param latitudeE7 1e-7 degree, WGS 84
/// @param name what the source calls the place; null when it does not, as below
/// @param address as the source writes it
/// @param placeId the source's own key of the place
/// @param category what the place is to its owner, in lower case, e.g. `home`
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
