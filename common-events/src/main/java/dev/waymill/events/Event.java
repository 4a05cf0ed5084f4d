package dev.waymill.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;

/// An event between services. On the wire it is a JSON object whose `type` names the record and the version of
/// its schema ("job-created.v1"); the type name is stable and never a class name.
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
})
public sealed interface Event
        permits JobCreated,
                TaskDispatched,
                TaskReported,
                WorkerHeartbeat,
                SchedulerEcho,
                JobChanged,
                JobCancelled,
                JobDeadLetter {

    /// Identity of this event: the same event delivered twice has the same id.
    UUID eventId();

    /// When it happened, by the clock of the service that says so.
    Instant occurredAt();

    /// The topic this event travels on.
    @JsonIgnore
    String topic();

    /// Its record key; see [Topics] for why.
    @JsonIgnore
    String key();
}
