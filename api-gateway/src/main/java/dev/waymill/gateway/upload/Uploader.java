package dev.waymill.gateway.upload;

import dev.waymill.events.ImportFile;
import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.trace.Trace;
import dev.waymill.objects.ObjectTooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Handles a file uploaded in one request. Called on request threads.
@Component
final class Uploader {
    /// Space for the boundaries and headers of a form around the largest file.
    private static final long FORM_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);

    private final UploadedFiles files;
    private final JobIds ids;
    private final UploadProperties properties;

    Uploader(UploadedFiles files, JobIds ids, UploadProperties properties) {
        this.files = files;
        this.ids = ids;
        this.properties = properties;
    }

    Submission.Outcome take(HttpServletRequest request, String owner) {
        var query = UploadQuery.of(request.getQueryString(), properties.defaultGrace());
        var key = request.getHeader(IdempotencyKey.HEADER);
        IdempotencyKey.refuseInvalid(key);
        if (request.getContentLengthLong() > maxRequestBytes()) {
            throw files.tooLarge();
        }
        return files.withPlace(owner, request, () -> {
            var id = ids.next();
            var file = store(request, owner, id, query);
            var submission = new Submission(id, owner, Work.of(file), Trace.of(request), once(key, file));
            return files.submit(submission);
        });
    }

    /// Binds the Idempotency-Key to this file with these parameters.
    private static Submission.@Nullable IdempotencyToken once(@Nullable String key, ImportFile file) {
        var request = String.join(
                "\n",
                file.sha256(),
                file.grace().toString(),
                Objects.toString(file.format(), ""),
                Objects.toString(file.columns(), ""),
                Objects.toString(file.onDamage(), ""),
                Objects.toString(file.zone(), ""),
                Objects.toString(file.timePattern(), ""),
                Objects.toString(file.shift(), ""),
                Objects.toString(file.waypoints(), ""),
                file.fileName());
        return IdempotencyKey.once(key, "POST /api/v1/imports", request);
    }

    private ImportFile store(HttpServletRequest request, String owner, UUID id, UploadQuery query) {
        try {
            var incoming = IncomingFile.of(request, maxRequestBytes());
            return files.store(owner, id, incoming.content(), query.named(incoming.name()));
        } catch (ObjectTooLargeException | FileUploadSizeException _) {
            throw files.tooLarge();
        } catch (InterruptedUploadException e) {
            LOG.info("Upload interrupted, nothing is kept, job={}: {}", id, Objects.toString(e.getCause()));
            throw new ProblemException(ProblemCode.UPLOAD_INTERRUPTED, "Nothing was stored. Send the file again.");
        } catch (IOException e) {
            LOG.error("Cannot store an upload, returning 503, job={}", id, e);
            throw UploadedFiles.storageUnavailable("Nothing was stored. Try again later.");
        }
    }

    private long maxRequestBytes() {
        return properties.maxSize().toBytes() + FORM_BYTES;
    }
}
