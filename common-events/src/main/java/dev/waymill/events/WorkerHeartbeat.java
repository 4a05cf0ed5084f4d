package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;

/// A worker is alive and so are all attempts it has started: worker to scheduler, about once a second.
///
/// @param workerId the worker process; new at each start of the process
/// @param slots how many tasks it can run at the same time
public record WorkerHeartbeat(UUID eventId, Instant occurredAt, String workerId, int slots) implements Event {
    public static final String TYPE = "worker-heartbeat.v1";

    @Override
    public String topic() {
        return Topics.TASK_REPORTED;
    }

    @Override
    public String key() {
        return workerId;
    }
}
