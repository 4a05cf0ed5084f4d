package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;

/// A scheduler to itself and its like, through a partition of the workers' reports: when it comes back, all
/// that was reported there before it has been read.
///
/// @param occurredAt when it was sent, by the clock of the scheduler's database
public record SchedulerEcho(UUID eventId, Instant occurredAt) implements Event {
    public static final String TYPE = "scheduler-echo.v1";

    @Override
    public String topic() {
        return Topics.TASK_REPORTED;
    }

    @Override
    public String key() {
        return "echo";
    }
}
