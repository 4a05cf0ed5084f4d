package dev.waymill.gateway.upload.tus;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.trace.Trace;
import dev.waymill.gateway.upload.UploadProperties;
import dev.waymill.gateway.upload.UploadedFiles;
import dev.waymill.objects.ObjectTooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Handles the steps of a resumable upload, from creation to import. The package describes the effects of a
/// crash. Thread-safe; called on request threads.
@Component
final class ResumableUploads {
    private static final Logger LOG = LoggerFactory.getLogger(ResumableUploads.class);

    private final UploadStore uploads;
    private final Chunks chunks;
    private final UploadedFiles files;
    private final JobIds ids;
    private final UploadProperties properties;
    /// The uploads that this process is assembling. Assembling one twice gives the same result, but costs reads
    /// and writes.
    private final Set<UUID> finishing = ConcurrentHashMap.newKeySet();

    ResumableUploads(UploadStore uploads, Chunks chunks, UploadedFiles files, JobIds ids, UploadProperties properties) {
        this.uploads = uploads;
        this.chunks = chunks;
        this.files = files;
        this.ids = ids;
        this.properties = properties;
    }

    Upload create(String owner, long length, String metadata) {
        if (length > maxBytes()) {
            throw files.tooLarge();
        }
        UploadMetadata.read(metadata, properties.defaultGrace());
        var id = ids.next();
        uploads.add(id, owner, length, metadata, properties.resumableFor());
        return find(owner, id);
    }

    Upload find(String owner, UUID id) {
        var upload = uploads.find(owner, id)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.UPLOAD_NOT_FOUND, "You have no upload with this id."));
        if (upload.expired()) {
            throw new ProblemException(ProblemCode.UPLOAD_EXPIRED, "Start a new upload; nothing was kept.");
        }
        return upload;
    }

    /// Appends the bytes of the body, as many as arrive. When the file is complete, submits its import.
    ///
    /// @return the upload after the change
    Upload append(Upload upload, HttpServletRequest request) throws IOException {
        var body = request.getInputStream();
        return files.withPlace(upload.owner(), request, () -> finish(addAll(upload, body), Trace.of(request)));
    }

    /// Submits the import of a complete file if the request with the last byte did not finish.
    Upload resume(Upload upload, HttpServletRequest request) {
        return upload.isWhole() && !upload.isJob()
                ? files.withPlace(upload.owner(), request, () -> finish(upload, Trace.of(request)))
                : upload;
    }

    /// Expires the upload and deletes its chunks. An import that was already submitted is not affected.
    void end(Upload upload) {
        uploads.expire(upload.id());
        chunks.discardAll(upload);
    }

    long maxBytes() {
        return properties.maxSize().toBytes();
    }

    static ProblemException wrongOffset() {
        return new ProblemException(ProblemCode.OFFSET_MISMATCH, "Send HEAD to get the current offset.");
    }

    /// Splits a long body into several chunks. If another request moves the offset in between, the rest is not
    /// read.
    private Upload addAll(Upload upload, InputStream body) {
        var before = upload;
        var now = upload.isWhole() ? upload : add(upload, body);
        while (!now.isWhole() && now.received() == before.received() + BodyPiece.MOST_BYTES) {
            before = now;
            now = add(before, body);
        }
        return now;
    }

    private Upload add(Upload upload, InputStream body) {
        try {
            var chunk = chunks.store(upload, new BodyPiece(body));
            boolean counts = chunk.bytes() > 0
                    && uploads.countChunk(chunk.id(), upload, chunk.bytes(), properties.resumableFor());
            if (!counts) {
                chunks.discard(chunk.id());
            }
            var now = find(upload.owner(), upload.id());
            if (!counts && chunk.bytes() > 0) {
                throw wrongOffset();
            }
            return now;
        } catch (ObjectTooLargeException _) {
            throw new ProblemException(ProblemCode.TOO_LARGE, "The body exceeds Upload-Length.");
        } catch (IOException e) {
            LOG.error("Cannot store a chunk, returning 503, upload={}", upload.id(), e);
            throw UploadedFiles.storageUnavailable("Resume later.");
        }
    }

    /// Submits the import of a complete file. If another thread is doing this, returns the upload without a
    /// job; a later request will find the job.
    private Upload finish(Upload upload, Trace trace) {
        if (!upload.isWhole() || !finishing.add(upload.id())) {
            return upload;
        }
        try {
            var now = find(upload.owner(), upload.id());
            if (!now.isJob()) {
                uploads.linkJob(now.id(), submit(now, assemble(now), trace));
                chunks.discardAll(now);
            }
            return find(upload.owner(), upload.id());
        } catch (IOException e) {
            return finishedElsewhere(upload, e);
        } finally {
            finishing.remove(upload.id());
        }
    }

    /// Handles missing chunks: another gateway may have submitted the import and deleted them.
    private Upload finishedElsewhere(Upload upload, IOException failure) {
        var now = find(upload.owner(), upload.id());
        if (!now.isJob()) {
            LOG.error("Cannot assemble a file, returning 503, upload={}", upload.id(), failure);
            throw UploadedFiles.storageUnavailable("All bytes are stored. Try again later.");
        }
        return now;
    }

    private ImportFile assemble(Upload upload) throws IOException {
        try (var file = chunks.open(upload)) {
            return files.store(
                    upload.owner(),
                    upload.id(),
                    file,
                    UploadMetadata.read(upload.metadata(), properties.defaultGrace()));
        } catch (ObjectTooLargeException _) {
            throw files.tooLarge();
        }
    }

    /// Submits the job at most once per upload, even if an earlier job for the same file has failed in the
    /// meantime and would no longer count as a duplicate.
    private UUID submit(Upload upload, ImportFile file, Trace trace) {
        var once = IdempotencyKey.once(upload.id().toString(), "upload", file.sha256());
        var submission = new Submission(upload.id(), upload.owner(), Work.of(file), trace, once);
        return switch (files.submit(submission)) {
            case Submission.Outcome.Accepted(var job) -> job.id();
            case Submission.Outcome.Repeated(var job) -> job.id();
            case Submission.Outcome.AlreadyThere(var job) -> job.id();
            case Submission.Outcome.Mismatch() ->
                throw new IllegalStateException("Another file was assembled from upload " + upload.id());
        };
    }
}
