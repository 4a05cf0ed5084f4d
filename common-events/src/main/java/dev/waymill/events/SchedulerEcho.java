package dev.waymill.events;

import java.time.Instant;
import java.util.UUID;

/// Sent by a scheduler to all schedulers through a partition of the workers' reports. When it is read back, all
/// reports before it in that partition have been read too.
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
