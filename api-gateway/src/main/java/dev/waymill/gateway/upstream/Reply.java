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

/// The reply of another service.
public sealed interface Reply {
    /// A success.
    ///
    /// @param body passed on as it is, where nobody has to look into it
    record Ok(RawJson body) implements Reply {
        private static final Logger LOG = LoggerFactory.getLogger(Ok.class);

        /// The body as that record; empty when it is none, since the service is of another version.
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
    /// @param detail for people; empty when it sent none
    record Rejected(Refusal refusal, int status, String detail) implements Reply {
        /// What the caller of the gateway gets, unless the place has better words.
        public ProblemException problem() {
            return switch (refusal) {
                case JOB_NOT_FOUND, IMPORT_NOT_FOUND -> withDetail(ProblemCode.JOB_NOT_FOUND);
                case ALREADY_FINISHED ->
                    new ProblemException(
                            ProblemCode.ALREADY_FINISHED, "The job has already finished and cannot be changed.");
                case PAST_CANCELLING ->
                    new ProblemException(
                            ProblemCode.PAST_CANCELLING,
                            "The import is being promoted and can no longer be cancelled.");
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
                            "The import has too many points for a preview right now. Try again later.");
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

    /// No response, none in time, or a server error.
    ///
    /// @param unreachable false for an error that this one question may have caused: others may well be
    ///     answered
    record Unavailable(String why, boolean unreachable) implements Reply {}

    /// The record in a success.
    default <T> Optional<T> read(TypeReference<T> type) {
        return this instanceof Ok ok ? ok.read(type) : Optional.empty();
    }
}
