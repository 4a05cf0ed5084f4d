package dev.waymill.gateway.upload;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.problem.Trace;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectTooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Takes a file in: store first, then row. Called on request threads.
/// A crash between the two leaves a file nobody knows, which costs room and nothing else; the other order would
/// leave a job without its file.
@Component
final class Uploader {
    /// Room for the boundaries and headers of a form around the largest file.
    private static final long FORM_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);

    private final ObjectStore objects;
    private final Submissions submissions;
    private final JobIds ids;
    private final UploadProperties properties;
    private final Semaphore places;

    Uploader(ObjectStore objects, Submissions submissions, JobIds ids, UploadProperties properties) {
        this.objects = objects;
        this.submissions = submissions;
        this.ids = ids;
        this.properties = properties;
        this.places = new Semaphore(properties.maxConcurrent());
    }

    Submission.Outcome take(HttpServletRequest request, String owner) {
        var query = UploadQuery.of(request.getQueryString(), properties.defaultGrace());
        var key = request.getHeader(IdempotencyKey.HEADER);
        IdempotencyKey.refuseInvalid(key);
        if (request.getContentLengthLong() > maxRequestBytes()) {
            throw tooLarge();
        }
        if (!places.tryAcquire()) {
            throw ProblemException.retryAfter(
                    Duration.ofSeconds(2), ProblemCode.TOO_MANY_UPLOADS, "Try again when another has finished.");
        }
        try {
            var id = ids.next();
            var file = store(request, id, query);
            var once = once(key, file);
            return submit(new Submission(id, owner, Work.of(file), Trace.of(request), once), file);
        } finally {
            places.release();
        }
    }

    /// A key stands for this file with these parameters.
    private static Submission.@Nullable Once once(@Nullable String key, ImportFile file) {
        var request = String.join(
                "\n", file.sha256(), file.grace().toString(), Objects.toString(file.format(), ""), file.fileName());
        return IdempotencyKey.once(key, "POST /api/v1/imports", request);
    }

    private ImportFile store(HttpServletRequest request, UUID id, UploadQuery query) {
        try {
            var incoming = IncomingFile.of(request, maxRequestBytes());
            var stored = objects.put(
                    "imports/" + id, incoming.content(), properties.maxSize().toBytes());
            var name = FileName.of(Objects.requireNonNullElse(query.filename(), incoming.name()));
            return new ImportFile(stored.key(), name, stored.sha256(), stored.bytes(), query.format(), query.grace(), null, null);
        } catch (ObjectTooLargeException | FileUploadSizeException _) {
            throw tooLarge();
        } catch (InterruptedUploadException e) {
            LOG.info("An upload broke off, nothing is kept, job={}: {}", id, Objects.toString(e.getCause()));
            throw new ProblemException(ProblemCode.UPLOAD_INTERRUPTED, "Nothing was kept; send the file again.");
        } catch (IOException e) {
            LOG.error("An upload could not be stored, the caller gets a 503, job={}", id, e);
            throw ProblemException.retryAfter(
                    Duration.ofSeconds(10), ProblemCode.STORAGE_UNAVAILABLE, "Nothing was kept; try again later.");
        }
    }

    /// Only a new job owns the file that was just stored. When the database fails, nobody knows whether the job came
    /// to be: then the file stays, for a job without its file would be worse than a file without its job.
    private Submission.Outcome submit(Submission submission, ImportFile file) {
        var outcome = submissions.submit(submission);
        if (!(outcome instanceof Submission.Outcome.Accepted)) {
            discard(file.objectKey());
        }
        return outcome;
    }

    private void discard(String key) {
        try {
            objects.delete(key);
        } catch (IOException e) {
            LOG.warn("A file that no job owns stays in the object store, key={}", key, e);
        }
    }

    private long maxRequestBytes() {
        return properties.maxSize().toBytes() + FORM_BYTES;
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                ProblemCode.TOO_LARGE,
                "The most a file may have is " + properties.maxSize().toBytes() + " bytes.");
    }
}
