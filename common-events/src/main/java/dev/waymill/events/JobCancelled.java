package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;

/// A job was cancelled: scheduler to all workers. A worker that runs one of its tasks stops the task.
public record JobCancelled(UUID eventId, Instant occurredAt, UUID jobId) implements Event {
    public static final String TYPE = "job-cancelled.v1";

    @Override
    public String topic() {
        return Topics.JOB_CONTROL;
    }

    @Override
    public String key() {
        return jobId.toString();
    }
}
