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
/// @param from inclusive
/// @param to exclusive
/// @param box null for the whole world
/// @param devices null for all; an empty name stands for points without a device
/// @param accuracyAbove metres; null for all points, also those without an accuracy
/// @param importNo only points of this import; null for all
/// @param exceptImportNo no points that this import has, visible or shadowed; null to skip none
public record PointFilter(
        int ownerNo,
        Instant from,
        Instant to,
        @Nullable Box box,
        @Nullable List<String> devices,
        @Nullable Double accuracyAbove,
        @Nullable Integer importNo,
        @Nullable Integer exceptImportNo) {

    /// Edges in 1e-7 degree, included. A box across the antimeridian has its west edge east of its east edge.
    public record Box(int westE7, int southE7, int eastE7, int northE7) {}

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

    private static final Box WORLD = new Box(-1_800_000_000, -900_000_000, 1_800_000_000, 900_000_000);

    /// Named parameters of [#CONDITION].
    Map<String, @Nullable Object> params() {
        var area = box == null ? WORLD : box;
        var params = new HashMap<String, @Nullable Object>();
        params.put("owner", ownerNo);
        params.put("from", utc(from));
        params.put("to", utc(to));
        params.put("west", area.westE7());
        params.put("south", area.southE7());
        params.put("east", area.eastE7());
        params.put("north", area.northE7());
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
