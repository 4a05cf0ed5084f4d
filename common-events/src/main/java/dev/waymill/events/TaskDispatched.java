package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A task is due and leased out for one attempt: scheduler to worker. Takes effect once per (task, attempt).
///
/// @param attempt 1 for the first; the fence that tells a late report from a current one
/// @param kind the handler's name
public record TaskDispatched(
        UUID eventId,
        Instant occurredAt,
        UUID jobId,
        UUID taskId,
        int attempt,
        String owner,
        String kind,
        JsonNode payload)
        implements Event {
    public static final String TYPE = "task-dispatched.v1";

    @Override
    public String topic() {
        return Topics.TASK_DISPATCHED;
    }

    @Override
    public String key() {
        return taskId.toString();
    }
}
