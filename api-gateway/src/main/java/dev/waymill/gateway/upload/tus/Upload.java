package dev.waymill.gateway.upload.tus;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upload's row.
///
/// @param length size of the whole file in bytes
/// @param received bytes that are stored durably
/// @param metadata as the uploader gave it; empty when none was given
/// @param expiresAt when the upload expires
/// @param expired whether it had expired when the row was read
/// @param jobId the job of its import; null until the file is complete
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

    /// Whether the file was already imported by an earlier job.
    boolean isRepetition() {
        return jobId != null && !jobId.equals(id);
    }
}
