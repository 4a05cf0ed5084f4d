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

/// The bytes of uploads that are on their way. Thread-safe.
/// Each chunk has a name of its own: were it named by its offset, a second request at that offset would
/// overwrite what the first has been answered for.
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

    /// What was stored.
    record Stored(UUID id, long bytes) {}

    /// Stores what is to follow the bytes that are there; it does not count yet.
    ///
    /// @throws ObjectTooLargeException when that is more than the upload lacks; nothing is kept then
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

    /// The file from its first byte to its last.
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

    /// What nobody goes on with.
    void discardExpired() {
        discardEach(() -> uploads.expiredChunks(BATCH));
    }

    /// One that cannot be taken away ends it; it is still known, and the next sweep tries again.
    private void discardEach(Supplier<List<UUID>> batches) {
        List<UUID> batch;
        do {
            batch = batches.get();
        } while (batch.stream().allMatch(this::discard) && batch.size() == BATCH);
    }

    /// @return whether it is gone
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
