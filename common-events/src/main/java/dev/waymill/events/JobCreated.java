package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job was accepted: gateway to scheduler. Takes effect once per job id.
///
/// @param jobId UUIDv7, chosen by the gateway
/// @param owner whose data the job works on; from the caller's key, never from a request body
/// @param jobType the submitted type, for people and filters, e.g. `import`
/// @param priority 0 (first) … 9 (last); 5 is the default
/// @param maxAttempts how often one task of the job may fail before it is dead; at least 1
/// @param firstTask the first task of the job
/// @param cleanUp the task to run if the job ends without success, or null if there is nothing to clean up
/// @param terms when and how the job may run; null for at once and without limits
public record JobCreated(
        UUID eventId,
        Instant occurredAt,
        UUID jobId,
        String owner,
        String jobType,
        int priority,
        int maxAttempts,
        TaskSpec firstTask,
        @Nullable TaskSpec cleanUp,
        @Nullable JobTerms terms)
        implements Event {
    public static final String TYPE = "job-created.v1";

    /// Creates a job that may run at once.
    public JobCreated(
            UUID eventId,
            Instant occurredAt,
            UUID jobId,
            String owner,
            String jobType,
            int priority,
            int maxAttempts,
            TaskSpec firstTask,
            @Nullable TaskSpec cleanUp) {
        this(eventId, occurredAt, jobId, owner, jobType, priority, maxAttempts, firstTask, cleanUp, null);
    }

    @Override
    public String topic() {
        return Topics.JOB_CREATED;
    }

    /// Jobs that must run in submission order are published to the same partition.
    @Override
    public String key() {
        return terms == null || terms.concurrency() == null
                ? jobId.toString()
                : owner + "/" + terms.concurrency().key();
    }
}
