package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
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
public record ImportFile(
        String fileName,
        String sha256,
        long bytes,
        @Nullable String format,
        Duration grace,
        @Nullable Map<String, String> columns,
        @Nullable OnDamage onDamage) {
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

    /// Whether the points before the damage are imported.
    @JsonIgnore
    public boolean keepsDamaged() {
        return onDamage == OnDamage.KEEP;
    }

    /// Returns a copy without a grace period, so that the import is promoted as soon as it is staged.
    public ImportFile withoutGrace() {
        return new ImportFile(fileName, sha256, bytes, format, Duration.ZERO, columns, onDamage);
    }
}
