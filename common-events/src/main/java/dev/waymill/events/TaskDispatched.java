package dev.waymill.events;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A task is due and leased out for one attempt: scheduler to worker. Takes effect once per (task, attempt).
///
/// All times are by the scheduler's database clock, which may differ from the worker's. How long the attempt may wait,
/// `startBy − occurredAt`, holds on any clock.
///
/// @param occurredAt when it was dispatched
/// @param attempt 1 for the first; the fence that tells a late report from a current one
/// @param kind the handler's name
/// @param waitedFor how the tasks ended that a fan-in has waited for; null for any other task
/// @param revival how often people have retried the job after it had failed; null for 0
/// @param startBy until when the attempt may begin: later the scheduler takes it back and dispatches another, so a
///     worker drops it; null in records of schedulers that set no such time
/// @param alone how long nothing else may run beside it on its worker, from its start on, since workers have died
///     while it ran; null for a task without such a past
/// @param limits how long the attempt may take, as the job's submitter wants it; null for no limits of its own
public record TaskDispatched(
        UUID eventId,
        Instant occurredAt,
        UUID jobId,
        UUID taskId,
        int attempt,
        String owner,
        String kind,
        RawJson payload,
        @Nullable WaitedFor waitedFor,
        @Nullable Integer revival,
        @Nullable Instant startBy,
        @Nullable Duration alone,
        @Nullable AttemptLimits limits)
        implements Event {
    public static final String TYPE = "task-dispatched.v1";

    /// A task that waited for no other, of a job that nobody had to retry.
    public TaskDispatched(
            UUID eventId,
            Instant occurredAt,
            UUID jobId,
            UUID taskId,
            int attempt,
            String owner,
            String kind,
            RawJson payload) {
        this(eventId, occurredAt, jobId, taskId, attempt, owner, kind, payload, null, null, null, null, null);
    }

    /// How many tasks a fan-in has waited for, by their end.
    public record WaitedFor(int succeeded, int dead) {}

    @Override
    public String topic() {
        return Topics.TASK_DISPATCHED;
    }

    @Override
    public String key() {
        return taskId.toString();
    }
}
