package dev.waymill.worker.timeline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Selects points of one owner's timeline: those that match all conditions.
///
/// @param devices null for all; an empty name stands for points without a device
/// @param accuracyAbove metres; null for all points, also those without an accuracy
/// @param importNo only points of this import; null for all
/// @param exceptImportNo no points that this import has, visible or shadowed; null to skip none
public record PointFilter(
        int ownerNo,
        Range range,
        Box box,
        @Nullable List<String> devices,
        @Nullable Double accuracyAbove,
        @Nullable Integer importNo,
        @Nullable Integer exceptImportNo) {
    /// The condition on the row `p` of `point`. Conditions that are not given are constant for the planner.
    static final String CONDITION = """
            p.owner_no = :owner AND p.time >= :from AND p.time < :to
              AND p.lat_e7 BETWEEN :south AND :north
              AND CASE WHEN :west::integer <= :east::integer THEN p.lon_e7 BETWEEN :west AND :east
                       ELSE p.lon_e7 >= :west OR p.lon_e7 <= :east END
              AND (:devices::text[] IS NULL OR coalesce(p.device, '') = ANY (:devices::text[]))
              AND (:accuracyAbove::real IS NULL OR p.accuracy > :accuracyAbove::real)
              AND (:import::integer IS NULL OR p.import_no = :import::integer)
              AND (:except::integer IS NULL OR p.import_no <> :except::integer AND NOT EXISTS (
                  SELECT FROM shadowed_point s
                  WHERE s.owner_no = p.owner_no AND s.time = p.time AND s.lat_e7 = p.lat_e7 AND s.lon_e7 = p.lon_e7
                    AND s.import_no = :except::integer))
            """;

    /// Named parameters of [#CONDITION].
    Map<String, @Nullable Object> params() {
        var params = new HashMap<String, @Nullable Object>();
        params.put("owner", ownerNo);
        params.put("from", utc(range.from()));
        params.put("to", utc(range.to()));
        params.put("west", box.westE7());
        params.put("south", box.southE7());
        params.put("east", box.eastE7());
        params.put("north", box.northE7());
        params.put("devices", devices == null ? null : devices.toArray(String[]::new));
        params.put("accuracyAbove", accuracyAbove);
        params.put("import", importNo);
        params.put("except", exceptImportNo);
        return params;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
