package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A task is due and leased for one attempt: scheduler to worker. Takes effect once per (task, attempt).
///
/// All times are by the scheduler's database clock, which may differ from the worker's. The difference
/// `startBy − occurredAt` is how long the attempt may wait; it is valid on any clock.
///
/// @param occurredAt when it was dispatched
/// @param attempt 1 for the first; the fence that separates a late report from a current one
/// @param kind the handler's name
/// @param waitedFor the outcomes of the tasks that a fan-in has waited for; null for any other task
/// @param generation how often people have retried the job; null for 0. Older records call it `revival`
/// @param startBy the latest start of the attempt. After it the scheduler takes the attempt back and dispatches
///     another, so a worker drops this one. Null in records of schedulers that set no such time
/// @param alone for how long from its start no other task may run on the same worker, because workers have died
///     while this task ran; null for other tasks
/// @param limits how long the attempt may take, as set by the job's submitter; null for no limits of its own
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
        @JsonAlias("revival") @Nullable Integer generation,
        @Nullable Instant startBy,
        @Nullable Duration alone,
        @Nullable AttemptLimits limits)
        implements Event {
    public static final String TYPE = "task-dispatched.v1";

    /// Creates the event for a task that is not a fan-in, of a job that was never retried.
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

    /// How many tasks a fan-in has waited for, by outcome.
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
