package dev.waymill.gateway.upstream;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.Refusal;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The result of a call to another service.
public sealed interface Reply {
    /// The service responded with success.
    ///
    /// @param body the response as text, so that it can be passed on without parsing
    record Ok(RawJson body) implements Reply {
        private static final Logger LOG = LoggerFactory.getLogger(Ok.class);

        /// Parses the body; empty if it does not match the type, e.g. because the service has another version.
        public <T> Optional<T> read(TypeReference<T> type) {
            try {
                return Optional.ofNullable(JsonMapper.shared().readValue(body.text(), type));
            } catch (JacksonException e) {
                LOG.warn("Ignoring an unreadable reply: {}", e.getOriginalMessage());
                return Optional.empty();
            }
        }
    }

    /// The service refused the request.
    ///
    /// @param status 400…499
    /// @param detail a text for people; empty if the service sent none
    record Rejected(Refusal refusal, int status, String detail) implements Reply {
        /// Returns the default problem for the gateway's caller. Controllers may use a more specific one.
        public ProblemException problem() {
            return switch (refusal) {
                case JOB_NOT_FOUND, IMPORT_NOT_FOUND -> withDetail(ProblemCode.JOB_NOT_FOUND);
                case REMOVAL_NOT_FOUND -> withDetail(ProblemCode.REMOVAL_NOT_FOUND);
                case ALREADY_FINISHED ->
                    new ProblemException(
                            ProblemCode.ALREADY_FINISHED, "The job has already finished and cannot be changed.");
                case PAST_CANCELLING ->
                    new ProblemException(
                            ProblemCode.PAST_CANCELLING,
                            "The job is changing the timeline and can no longer be cancelled.");
                case NOT_IN_GRACE ->
                    new ProblemException(
                            ProblemCode.NOT_IN_GRACE, "Only an import in its grace period can be promoted.");
                case NOTHING_WAITS ->
                    new ProblemException(
                            ProblemCode.NOTHING_WAITS, "A worker runs the task. Only waiting tasks can be changed.");
                case NOT_HELD -> new ProblemException(ProblemCode.NOT_HELD, "Only a held job can be released.");
                case NOT_FAILED -> withDetail(ProblemCode.NOT_FAILED);
                case CLEANING_UP -> withDetail(ProblemCode.CLEANING_UP);
                case DEAD_LETTER_NOT_FOUND -> withDetail(ProblemCode.DEAD_LETTER_NOT_FOUND);
                case NOT_DEAD -> withDetail(ProblemCode.NOT_DEAD);
                case NOT_WHOLE -> withDetail(ProblemCode.NOT_WHOLE);
                case NOT_STORABLE -> ProblemException.at("/payload", ProblemCode.INVALID_FIELD, detail + ".");
                case BROKER_AWAY ->
                    ProblemException.retryAfter(
                            Duration.ofSeconds(2), ProblemCode.BROKER_AWAY, "The record was not sent; try again.");
                case NOT_STAGED ->
                    new ProblemException(
                            ProblemCode.NOT_STAGED, "An import has a preview only during its grace period.");
                case PREVIEW_TOO_SLOW ->
                    ProblemException.retryAfter(
                            Duration.ofSeconds(30),
                            ProblemCode.WORKER_UNAVAILABLE,
                            "There are too many points for a preview right now. Try again later.");
                case INVALID_STATE, INVALID_TIME -> withDetail(ProblemCode.INVALID_PARAMETER);
                case INVALID_PARAMETER ->
                    new ProblemException(
                            ProblemCode.INVALID_PARAMETER, detail.isEmpty() ? "The worker refused the query." : detail);
                case INVALID_CURSOR -> withDetail(ProblemCode.INVALID_CURSOR);
                case INVALID_LIMIT, INVALID_REQUEST -> withDetail(ProblemCode.BAD_REQUEST);
                case UNKNOWN -> withDetail(status == 400 ? ProblemCode.BAD_REQUEST : ProblemCode.CONFLICT);
            };
        }

        private ProblemException withDetail(ProblemCode code) {
            return new ProblemException(code, (detail.isEmpty() ? code.title() : detail) + ".");
        }
    }

    /// The service did not respond, did not respond in time, or responded with a server error.
    ///
    /// @param unreachable false if this request may have caused the error, so other requests may succeed
    record Unavailable(String why, boolean unreachable) implements Reply {}

    /// Parses the body of a success; empty for any other reply, or if the body does not match the type.
    default <T> Optional<T> read(TypeReference<T> type) {
        return this instanceof Ok ok ? ok.read(type) : Optional.empty();
    }
}
