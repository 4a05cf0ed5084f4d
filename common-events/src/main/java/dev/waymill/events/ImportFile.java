package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Payload of the import tasks: the uploaded file as stored by the gateway. It has no object key; the key
/// follows from the job and its owner.
///
/// @param fileName the uploader's name for the file, for people only
/// @param sha256 64 lower-case hex digits
/// @param bytes size of the file
/// @param format the format named by the uploader, or null to detect it from the content
/// @param grace how long the import waits between staging and promotion
/// @param columns for tables: column names keyed by attribute; null to detect them
/// @param onDamage how a file that is damaged from some position is handled; null for [OnDamage#FAIL]
/// @param zone the zone of times that have none; null for UTC
/// @param timePattern the notation of times, as in [java.time.format.DateTimeFormatter]; null to detect it
/// @param shift added to every time; null for none
/// @param waypoints whether places that were only saved become points; null for [Waypoints#DROP]
public record ImportFile(
        String fileName,
        String sha256,
        long bytes,
        @Nullable String format,
        Duration grace,
        @Nullable Map<String, String> columns,
        @Nullable OnDamage onDamage,
        @Nullable ZoneId zone,
        @Nullable String timePattern,
        @Nullable Duration shift,
        @Nullable Waypoints waypoints) {
    /// Job type of an import.
    public static final String JOB_TYPE = "import";
    /// Task: parse the file into a staging table. Followed by [#PROMOTE] after the grace period.
    public static final String STAGE = "import.stage";
    /// Task: move the staged points into the owner's timeline, all or none. Cannot be cancelled after it has
    /// begun.
    public static final String PROMOTE = "import.promote";
    /// Task: drop the points staged by an import; the clean-up after a cancelled or failed import.
    public static final String DISCARD = "import.discard";

    /// How a damaged file is handled.
    public enum OnDamage {
        /// Nothing of it is imported. If it is in an archive, the other files are.
        FAIL,
        /// The points before the damage are imported.
        KEEP
    }

    /// How saved places, such as favourites and geocaches, are handled.
    public enum Waypoints {
        /// They are rejected and counted.
        DROP,
        /// They become points.
        KEEP
    }

    /// A file that needs no hints on how to read it.
    public ImportFile(
            String fileName,
            String sha256,
            long bytes,
            @Nullable String format,
            Duration grace,
            @Nullable Map<String, String> columns,
            @Nullable OnDamage onDamage) {
        this(fileName, sha256, bytes, format, grace, columns, onDamage, null, null, null, null);
    }

    /// Whether the points before the damage are imported.
    @JsonIgnore
    public boolean keepsDamaged() {
        return onDamage == OnDamage.KEEP;
    }

    /// Returns a copy without a grace period, so that the import is promoted as soon as it is staged.
    public ImportFile withoutGrace() {
        return new ImportFile(
                fileName, sha256, bytes, format, Duration.ZERO, columns, onDamage, zone, timePattern, shift, waypoints);
    }
}
