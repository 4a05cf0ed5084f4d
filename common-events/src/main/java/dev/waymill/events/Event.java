package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;

/// An event between services. On the wire it is a JSON object. Its `type` names the record and the version of
/// its schema ("job-created.v1"); the name is stable and never a class name.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JobCreated.class, name = JobCreated.TYPE),
    @JsonSubTypes.Type(value = TaskDispatched.class, name = TaskDispatched.TYPE),
    @JsonSubTypes.Type(value = TaskReported.class, name = TaskReported.TYPE),
    @JsonSubTypes.Type(value = WorkerHeartbeat.class, name = WorkerHeartbeat.TYPE),
    @JsonSubTypes.Type(value = SchedulerEcho.class, name = SchedulerEcho.TYPE),
    @JsonSubTypes.Type(value = JobChanged.class, name = JobChanged.TYPE),
    @JsonSubTypes.Type(value = JobCancelled.class, name = JobCancelled.TYPE),
    @JsonSubTypes.Type(value = JobDeadLetter.class, name = JobDeadLetter.TYPE),
    @JsonSubTypes.Type(value = LivePoints.class, name = LivePoints.TYPE),
})
public sealed interface Event
        permits JobCreated,
                TaskDispatched,
                TaskReported,
                WorkerHeartbeat,
                SchedulerEcho,
                JobChanged,
                JobCancelled,
                JobDeadLetter,
                LivePoints {

    /// Identity of this event. A redelivered event has the same id.
    UUID eventId();

    /// When it happened, by the clock of the publishing service.
    Instant occurredAt();

    /// The topic that this event is published to.
    @JsonIgnore
    String topic();

    /// The record key. [Topics] gives the reason for each key.
    @JsonIgnore
    String key();
}
