package dev.waymill.events;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Payload of the import tasks: the uploaded file as the gateway stored it.
///
/// @param objectKey where the bytes lie in the object store
/// @param fileName what the uploader called it, for people only
/// @param sha256 64 lower-case hex digits
/// @param bytes size of the file
/// @param format the format the uploader named, or null to find out from the content
/// @param grace how long the import waits between staged and promoted
public record ImportFile(
        String objectKey,
        String fileName,
        String sha256,
        long bytes,
        @Nullable String format,
        Duration grace) {
    /// Job type of an import.
    public static final String JOB_TYPE = "import";
    /// Task: parse the file into a staging table. Followed by [#PROMOTE] after the grace period.
    public static final String STAGE = "import.stage";
    /// Task: move the staged points into the owner's timeline, all or none. Not cancellable once begun.
    public static final String PROMOTE = "import.promote";
    /// Task: drop what an import staged; the clean-up of one that was cancelled or failed.
    public static final String DISCARD = "import.discard";
}
