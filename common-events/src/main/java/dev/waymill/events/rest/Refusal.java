package dev.waymill.events.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Why the scheduler or the worker refuses a request. The code is the name in kebab case and never changes its
/// meaning.
public enum Refusal {
    JOB_NOT_FOUND(404, "The job does not exist"),
    /// The job has succeeded or failed.
    ALREADY_FINISHED(409, "The job has finished"),
    PAST_CANCELLING(409, "A task that cannot be stopped has started"),
    NOT_IN_GRACE(409, "The job is not in a grace period"),
    /// All unfinished tasks of the job are dispatched or running.
    NOTHING_WAITS(409, "No task of the job is waiting"),
    NOT_HELD(409, "The job is not held"),
    NOT_FAILED(409, "Only a failed job or a cancelled one can be retried"),
    CLEANING_UP(409, "The job is still being cleaned up"),

    DEAD_LETTER_NOT_FOUND(404, "The dead letter does not exist"),
    NOT_DEAD(409, "The dead letter was already retried or dismissed"),
    NOT_WHOLE(409, "Only the beginning of the record was kept. Retry with a payload"),
    NOT_STORABLE(400, "The payload is too large, or contains invalid characters"),
    /// Not 503, since the scheduler itself is available.
    BROKER_AWAY(409, "Kafka is unavailable"),

    IMPORT_NOT_FOUND(404, "The import does not exist"),
    REMOVAL_NOT_FOUND(404, "The removal does not exist"),
    NOT_STAGED(409, "Only an import that waits for promotion has a preview."),
    PREVIEW_TOO_SLOW(409, "There are too many points for a preview right now."),

    INVALID_STATE(400, "The job state does not exist"),
    INVALID_TIME(400, "The time is out of range"),
    /// A page limit or a dispatch limit.
    INVALID_LIMIT(400, "The limit is out of range"),
    INVALID_CURSOR(400, "Use the value of next"),
    INVALID_PARAMETER(400, "A query parameter has an invalid value"),
    /// A value cannot be parsed or stored; the sender should have validated it.
    INVALID_REQUEST(400, "A value in the request is invalid"),

    /// Stands for a code of a newer version, or for an error response without such a code. Never sent.
    UNKNOWN(400, "The request was refused");

    private static final Map<String, Refusal> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(Refusal::code, Function.identity()));

    private final int status;
    private final String detail;

    Refusal(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /// The code on the wire, e.g. `job-not-found`.
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Returns the refusal with this code; [#UNKNOWN] if this version has none.
    @JsonCreator
    public static Refusal ofCode(String code) {
        return BY_CODE.getOrDefault(code, UNKNOWN);
    }

    /// The HTTP status, 400…499.
    public int status() {
        return status;
    }

    /// The default text for people, used if the service has no more specific one.
    public String detail() {
        return detail;
    }
}
