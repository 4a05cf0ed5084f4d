package dev.waymill.gateway.upload;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.admission.FairSemaphore;
import dev.waymill.gateway.admission.RequestSlots;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectTooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The common path of all uploads: limits concurrency and size, stores the file, then submits its job.
/// Thread-safe; called on request threads. A crash between the two steps leaves an orphaned file, which only
/// costs space; the other order would leave a job without its file.
@Component
public final class UploadedFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(UploadedFiles.class);

    private final ObjectStore objects;
    private final Submissions submissions;
    private final UploadProperties properties;
    private final UploadMeters meters;
    private final FairSemaphore places;

    UploadedFiles(ObjectStore objects, Submissions submissions, UploadProperties properties, UploadMeters meters) {
        this.objects = objects;
        this.submissions = submissions;
        this.properties = properties;
        this.meters = meters;
        this.places = FairSemaphore.ofQuarters(properties.maxConcurrent());
    }

    /// Runs the work with an upload slot. Fails with a problem if no slot becomes free in time.
    ///
    /// @param request releases its request slot when it gets the upload slot
    public <T> T withPlace(String owner, HttpServletRequest request, Supplier<T> work) {
        try (var _ = places.enter(owner, PATIENCE).orElseThrow(this::noPlace)) {
            RequestSlots.release(request);
            return meters.measure(work);
        }
    }

    private ProblemException noPlace() {
        meters.refused();
        return ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.TOO_MANY_UPLOADS, "Try again when another upload has finished.");
    }

    /// Stores the file of an import. After this returns, the file survives a power failure.
    ///
    /// @param query its file name is cleaned for display here
    public ImportFile store(String owner, UUID id, InputStream content, UploadQuery query)
            throws IOException, ObjectTooLargeException {
        var stored = objects.put(ImportObject.key(owner, id), content, maxBytes());
        meters.stored(stored.bytes());
        return new ImportFile(
                FileName.of(query.filename()),
                stored.sha256(),
                stored.bytes(),
                query.format(),
                query.grace(),
                query.columns(),
                query.onDamage(),
                query.zone(),
                query.timePattern(),
                query.shift(),
                query.waypoints());
    }

    /// Submits the job of a stored file. The file belongs to the job with its id; if the submission returns
    /// another job, the file is deleted. If the database fails, it is unknown whether the job was created. Then
    /// the file is kept, because a job without its file is worse than a file without its job.
    public Submission.Outcome submit(Submission submission) {
        var outcome = submissions.submit(submission);
        if (!isOf(submission.id(), outcome)) {
            discard(ImportObject.key(submission.owner(), submission.id()));
        }
        return outcome;
    }

    private static boolean isOf(UUID id, Submission.Outcome outcome) {
        return switch (outcome) {
            case Submission.Outcome.Accepted(var job) -> job.id().equals(id);
            case Submission.Outcome.Repeated(var job) -> job.id().equals(id);
            case Submission.Outcome.AlreadyThere(var job) -> job.id().equals(id);
            case Submission.Outcome.Mismatch() -> false;
        };
    }

    private void discard(String key) {
        try {
            objects.delete(key);
        } catch (IOException e) {
            LOG.warn("Cannot delete an orphaned file; retention deletes it later, key={}", key, e);
        }
    }

    long maxBytes() {
        return properties.maxSize().toBytes();
    }

    /// The problem for a file that is too large.
    public ProblemException tooLarge() {
        return new ProblemException(ProblemCode.TOO_LARGE, "A file may have at most %,d bytes.".formatted(maxBytes()));
    }

    /// The problem when the object store fails; the client may retry.
    public static ProblemException storageUnavailable(String detail) {
        return ProblemException.retryAfter(Duration.ofSeconds(10), ProblemCode.STORAGE_UNAVAILABLE, detail);
    }
}
