package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Payload of the import tasks: the uploaded file as the gateway stored it. It does not say where the bytes lie:
/// that follows from the job and its owner.
///
/// @param fileName what the uploader called it, for people only
/// @param sha256 64 lower-case hex digits
/// @param bytes size of the file
/// @param format the format the uploader named, or null to find out from the content
/// @param grace how long the import waits between staged and promoted
/// @param columns for tables: the names of their columns, by what they hold; null to find out
/// @param onDamage what becomes of a file that is broken from some place on; null for [OnDamage#FAIL]
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
    /// Task: move the staged points into the owner's timeline, all or none. Not cancellable once begun.
    public static final String PROMOTE = "import.promote";
    /// Task: drop what an import staged; the clean-up of one that was cancelled or failed.
    public static final String DISCARD = "import.discard";

    /// What becomes of a damaged file.
    public enum OnDamage {
        /// Nothing of it is imported.
        FAIL,
        /// What stands before the damage is imported.
        KEEP
    }

    /// Whether what stands before the damage is imported.
    @JsonIgnore
    public boolean keepsDamaged() {
        return onDamage == OnDamage.KEEP;
    }

    /// The same, to be promoted as soon as it is staged.
    public ImportFile withoutGrace() {
        return new ImportFile(fileName, sha256, bytes, format, Duration.ZERO, columns, onDamage);
    }
}
