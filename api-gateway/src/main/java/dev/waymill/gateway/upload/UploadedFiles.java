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

/// The common path of all uploads: limited concurrency and size; first the file, then its job. Thread-safe;
/// called on request threads. A crash between the two leaves an orphaned file, which only costs space; the
/// other order would leave a job without its file.
@Component
public final class UploadedFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(UploadedFiles.class);

    private final ObjectStore objects;
    private final Submissions submissions;
    private final UploadProperties properties;
    private final FairSemaphore places;

    UploadedFiles(ObjectStore objects, Submissions submissions, UploadProperties properties) {
        this.objects = objects;
        this.submissions = submissions;
        this.properties = properties;
        this.places = FairSemaphore.ofQuarters(properties.maxConcurrent());
    }

    /// Does that as soon as there is a place for an upload, unless that takes too long.
    ///
    /// @param request which gives up its place among the others for it
    public <T> T withPlace(String owner, HttpServletRequest request, Supplier<T> work) {
        try (var _ = places.enter(owner, PATIENCE).orElseThrow(UploadedFiles::noPlace)) {
            RequestSlots.leave(request);
            return work.get();
        }
    }

    private static ProblemException noPlace() {
        return ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.TOO_MANY_UPLOADS, "Try again when another upload has finished.");
    }

    /// Stores the file of that import; afterwards it survives a power cut.
    ///
    /// @param said with the name that is to be shown, made fit for that here
    public ImportFile store(String owner, UUID id, InputStream content, UploadQuery query)
            throws IOException, ObjectTooLargeException {
        var stored = objects.put(ImportObject.key(owner, id), content, maxBytes());
        return new ImportFile(
                FileName.of(query.filename()),
                stored.sha256(),
                stored.bytes(),
                query.format(),
                query.grace(),
                query.columns(),
                query.onDamage());
    }

    /// Only the job of that id owns the file that was just stored; if another job stands for the submission,
    /// the file goes. When the database fails, nobody knows whether the job came to be: then the file stays,
    /// for a job without its file would be worse than a file without its job.
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

    /// The refusal of a file that is larger than allowed.
    public ProblemException tooLarge() {
        return new ProblemException(ProblemCode.TOO_LARGE, "A file has at most %,d bytes.".formatted(maxBytes()));
    }

    /// The refusal when the object store fails; the caller may try again.
    public static ProblemException storageUnavailable(String detail) {
        return ProblemException.retryAfter(Duration.ofSeconds(10), ProblemCode.STORAGE_UNAVAILABLE, detail);
    }
}
