package dev.waymill.worker.imports;

import dev.waymill.events.ImportFile;
import dev.waymill.events.ImportFile.OnDamage;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import dev.waymill.worker.attempt.Attempts;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;

/// Runs an import's tasks directly: stores what the gateway stores, and runs what the scheduler would dispatch.
@TestComponent
public final class Uploads {
    private final ObjectStore objects;
    private final List<TaskHandler> handlers;

    public Uploads(ObjectStore objects, List<TaskHandler> handlers) {
        this.objects = objects;
        this.handlers = handlers;
    }

    /// A file uploaded by an owner.
    public record Upload(UUID job, String owner, ImportFile file) {
        /// An attempt at a task of its job, in that generation of the job.
        public Attempt attempt(String kind, int generation) {
            return Attempts.of(job, owner, kind, file, generation);
        }
    }

    public Upload upload(String owner, byte[] content) throws Exception {
        return upload(owner, content, OnDamage.FAIL);
    }

    public Upload upload(String owner, byte[] content, OnDamage onDamage) throws Exception {
        var job = UUID.randomUUID();
        var stored = objects.put(ImportObject.key(owner, job), new ByteArrayInputStream(content), content.length);
        return new Upload(
                job,
                owner,
                new ImportFile("a.gpx", stored.sha256(), stored.bytes(), null, Duration.ofMinutes(5), null, onDamage));
    }

    public Outcome run(String kind, Upload upload) throws Exception {
        return run(kind, upload, 0);
    }

    public Outcome run(String kind, Upload upload, int generation) throws Exception {
        return run(kind, upload.attempt(kind, generation));
    }

    /// Runs a task with any payload.
    public Outcome run(String kind, UUID job, String owner, Object payload) throws Exception {
        return run(kind, Attempts.of(job, owner, kind, payload, 0));
    }

    private Outcome run(String kind, Attempt attempt) throws Exception {
        var handler = handlers.stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
        return handler.handle(attempt);
    }

    /// Uploads a file, stages it and promotes it at once.
    public Upload imported(String owner, byte[] content) throws Exception {
        var upload = upload(owner, content);
        run(ImportFile.STAGE, upload);
        run(ImportFile.PROMOTE, upload);
        return upload;
    }
}
