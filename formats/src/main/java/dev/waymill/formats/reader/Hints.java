package dev.waymill.formats.reader;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the uploader says about a file that does not say it itself, or says it wrong.
///
/// @param columns for tables: column names keyed by attribute, e.g. `latitude` → `Breite`; empty to detect the
///     columns by name
/// @param zone the zone of times that have none; null for UTC, which is remarked
/// @param timePattern the notation of times, as in [java.time.format.DateTimeFormatter]; null to detect it
/// @param shift added to every time, e.g. to correct a wrong clock
/// @param waypoints whether places that were saved, and not visited, become points too
public record Hints(
        Map<String, String> columns,
        @Nullable ZoneId zone,
        @Nullable String timePattern,
        Duration shift,
        boolean waypoints) {
    /// Everything is detected from the content.
    public static final Hints NONE = columns(Map.of());

    /// Only the columns are set.
    public static Hints columns(Map<String, String> columns) {
        return new Hints(columns, null, null, Duration.ZERO, false);
    }
}
