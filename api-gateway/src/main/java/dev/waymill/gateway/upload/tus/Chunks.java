package dev.waymill.gateway.upload.tus;

import dev.waymill.gateway.job.JobIds;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Stores the chunks of unfinished uploads. Thread-safe.
///
/// Each chunk has its own name. If chunks were named by offset, a second request at the same offset would
/// overwrite bytes that were already acknowledged to the first.
@Component
final class Chunks {
    private static final Logger LOG = LoggerFactory.getLogger(Chunks.class);
    private static final int BATCH = 100;

    private final ObjectStore objects;
    private final UploadStore uploads;
    private final JobIds ids;

    Chunks(ObjectStore objects, UploadStore uploads, JobIds ids) {
        this.objects = objects;
        this.uploads = uploads;
        this.ids = ids;
    }

    /// A stored chunk.
    record Stored(UUID id, long bytes) {}

    /// Stores the next bytes of an upload. The chunk does not count until [UploadStore#countChunk].
    ///
    /// @throws ObjectTooLargeException when the content exceeds the missing bytes; then nothing is kept
    Stored store(Upload upload, InputStream content) throws IOException, ObjectTooLargeException {
        var id = ids.next();
        uploads.addChunk(id, upload.id(), upload.received());
        try {
            return new Stored(
                    id, objects.put(key(id), content, upload.missing()).bytes());
        } catch (IOException | ObjectTooLargeException e) {
            discard(id);
            throw e;
        }
    }

    /// Opens the whole file.
    InputStream open(Upload upload) {
        return new ConcatenatedChunks(upload.length(), start -> {
            var chunk = uploads.counted(upload.id(), start)
                    .orElseThrow(() -> new NoSuchFileException("Chunk of " + upload.id() + " at " + start));
            return new ConcatenatedChunks.Chunk(objects.open(key(chunk.id())), chunk.bytes());
        });
    }

    void discardAll(Upload upload) {
        discardEach(() -> uploads.chunks(upload.id(), BATCH));
    }

    /// Deletes the chunks of expired uploads.
    void discardExpired() {
        discardEach(() -> uploads.expiredChunks(BATCH));
    }

    /// Deletes batches until none is left, or until a chunk cannot be deleted. That chunk keeps its row, so the
    /// next sweep retries.
    private void discardEach(Supplier<List<UUID>> batches) {
        List<UUID> batch;
        do {
            batch = batches.get();
        } while (batch.stream().allMatch(this::discard) && batch.size() == BATCH);
    }

    /// @return whether the chunk is deleted
    boolean discard(UUID chunk) {
        try {
            objects.delete(key(chunk));
            uploads.forgetChunk(chunk);
            return true;
        } catch (IOException e) {
            LOG.warn("Cannot delete a chunk of an upload; the sweep retries, chunk={}", chunk, e);
            return false;
        }
    }

    private static String key(UUID chunk) {
        return "uploads/" + chunk;
    }
}
