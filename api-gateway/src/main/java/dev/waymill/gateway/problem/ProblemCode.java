package dev.waymill.gateway.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// The codes of all problems. The code is the constant's name in kebab case and never changes its meaning.
public enum ProblemCode {
    BAD_REQUEST(400, "The request is invalid"),
    MALFORMED_JSON(400, "The body is not valid JSON"),
    UNKNOWN_FIELD(400, "The body has an unknown field"),
    DUPLICATE_KEY(400, "The body has a duplicate field"),
    WRONG_TYPE(400, "A field has the wrong type"),
    TOO_DEEP(400, "The JSON is too large or too deep"),
    INVALID_FIELD(400, "A field has an invalid value"),
    UNKNOWN_PARAMETER(400, "The request has an unknown query parameter"),
    INVALID_PARAMETER(400, "A query parameter has an invalid value"),
    INVALID_HEADER(400, "A header is missing or invalid"),
    OUT_OF_RANGE(400, "A query parameter is out of range"),
    INVALID_ID(400, "The id is not a UUID"),
    INVALID_CURSOR(400, "The cursor is invalid, or belongs to another list"),
    INVALID_GRACE(400, "The grace period is not a valid ISO-8601 duration"),
    UNKNOWN_FORMAT(400, "The file format is unknown"),
    INVALID_IDEMPOTENCY_KEY(400, "The Idempotency-Key is not 1 to 255 visible ASCII characters"),
    UNKNOWN_JOB_TYPE(400, "The job type is unknown"),
    NO_LINES(400, "The body has no lines"),
    LINE_TOO_LONG(400, "The line is too long"),
    TOO_MANY_LINES(400, "The body has too many lines"),
    SEVERAL_FILES(400, "The upload has more than one file"),
    MISSING_FILE(400, "The upload has no file"),
    MALFORMED_MULTIPART(400, "The multipart body cannot be read"),
    UPLOAD_INTERRUPTED(400, "The upload was interrupted"),
    UNAUTHENTICATED(401, "A valid API key is required"),
    FORBIDDEN(403, "The API key does not allow this"),
    NOT_FOUND(404, "The resource does not exist"),
    JOB_NOT_FOUND(404, "The job does not exist"),
    DEAD_LETTER_NOT_FOUND(404, "The dead letter does not exist"),
    REMOVAL_NOT_FOUND(404, "The removal does not exist"),
    UPLOAD_NOT_FOUND(404, "The upload does not exist"),
    SCHEDULE_NOT_FOUND(404, "The schedule does not exist"),
    KEY_NOT_FOUND(404, "The key does not exist"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "None of the accepted content types is available"),
    BODY_TOO_SLOW(408, "The body arrives too slowly"),
    ALREADY_FINISHED(409, "The job has already finished"),
    PAST_CANCELLING(409, "The job can no longer be cancelled"),
    NOT_IN_GRACE(409, "The import is not in its grace period"),
    NOT_STAGED(409, "The import is not waiting for promotion"),
    NOT_PROMOTED(409, "The import is not in the timeline"),
    NOT_HELD(409, "The job is not held"),
    NOTHING_WAITS(409, "No task of the job is waiting"),
    NOT_FAILED(409, "The job has not failed and was not cancelled"),
    CLEANING_UP(409, "The job is still being cleaned up"),
    ALREADY_SUBMITTED(409, "An equal job has taken the place of this one"),
    NOT_DEAD(409, "The dead letter was already retried or dismissed"),
    NOT_WHOLE(409, "Only part of the dead letter was kept"),
    SCHEDULE_EXISTS(409, "Another schedule has this name"),
    OFFSET_MISMATCH(409, "The upload is at another offset"),
    NOT_YET_SCHEDULED(409, "The job is accepted, but not yet known to the scheduler"),
    CONFLICT(409, "The request conflicts with the current state"),
    LIVE_STREAM(409, "A live stream cannot be changed like a job"),
    JOB_FORGOTTEN(410, "The job has been deleted after its retention period"),
    FILE_GONE(410, "The uploaded file has been deleted"),
    UPLOAD_EXPIRED(410, "The upload has expired"),
    UNSUPPORTED_TUS_VERSION(412, "This version of tus is not supported"),
    TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The URI is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    IDEMPOTENCY_MISMATCH(422, "The Idempotency-Key was used for another request"),
    NO_USABLE_POINT(422, "None of the points can be used"),
    TOO_MANY_REQUESTS(429, "Too many of your requests are running"),
    TOO_MANY_UPLOADS(429, "Too many uploads are running"),
    TOO_MANY_STREAMS(429, "Too many event streams are open"),
    HEADERS_TOO_LARGE(431, "The request headers are too large"),
    INTERNAL_ERROR(500, "Internal error"),
    SCHEDULER_UNAVAILABLE(503, "The scheduler is unavailable"),
    WORKER_UNAVAILABLE(503, "The worker is unavailable"),
    STORAGE_UNAVAILABLE(503, "The file storage is unavailable"),
    DATABASE_UNAVAILABLE(503, "The database is unavailable"),
    BROKER_AWAY(503, "Kafka is unavailable");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /// The HTTP status, 400…599.
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// The code on the wire, e.g. `job-not-found`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The code for a status without one: the first code with this status, else the general code of its class.
    static ProblemCode ofStatus(int status) {
        var general = status >= 500 ? INTERNAL_ERROR : BAD_REQUEST;
        return with(status).findFirst().orElse(general);
    }

    public static Stream<ProblemCode> with(int status) {
        return Arrays.stream(values()).filter(code -> code.status == status);
    }
}
