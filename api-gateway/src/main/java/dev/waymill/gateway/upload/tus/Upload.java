package dev.waymill.gateway.upload.tus;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upload's row.
///
/// @param length of the whole file, in bytes
/// @param received bytes that are stored for good
/// @param metadata as the uploader gave it; empty when he gave none
/// @param expiresAt from then on it is gone
/// @param expired whether that was so when it was read
/// @param jobId the import it became; null until all is in
record Upload(
        UUID id,
        String owner,
        long length,
        long received,
        String metadata,
        Instant expiresAt,
        boolean expired,
        @Nullable UUID jobId) {
    boolean isWhole() {
        return received == length;
    }

    long missing() {
        return length - received;
    }

    boolean isJob() {
        return jobId != null;
    }

    /// Whether its file was the same as that of an earlier import.
    boolean isRepetition() {
        return jobId != null && !jobId.equals(id);
    }
}
