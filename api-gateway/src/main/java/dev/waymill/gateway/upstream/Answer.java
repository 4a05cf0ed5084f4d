package dev.waymill.gateway.upstream;

import dev.waymill.events.RawJson;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A response of another service.
public sealed interface Answer {
    /// A success.
    record Ok(RawJson body) implements Answer {
        /// The parsed body.
        public JsonNode tree() {
            return JsonMapper.shared().readTree(body.text());
        }
    }

    /// The service refused the request.
    ///
    /// @param status 400…499
    /// @param code the code of its problem; empty when there is none
    /// @param detail the detail of its problem; empty when there is none
    record Rejected(int status, String code, String detail) implements Answer {}

    /// No response, none in time, or a server error.
    ///
    /// @param why for logs
    /// @param unreachable false for an error that this request may have caused, so that other requests may
    ///     succeed
    record Away(String why, boolean unreachable) implements Answer {}

    /// Whether the service does not know the requested resource.
    default boolean isUnknown() {
        return this instanceof Rejected(int status, var _, var _) && status == 404;
    }

    /// The body of a success.
    default Optional<RawJson> success() {
        return this instanceof Ok(var body) ? Optional.of(body) : Optional.empty();
    }
}
