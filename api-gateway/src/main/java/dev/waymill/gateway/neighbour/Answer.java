package dev.waymill.gateway.neighbour;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a neighbour said.
public sealed interface Answer {
    /// A success.
    record Ok(JsonNode body) implements Answer {}

    /// It understood and refused.
    ///
    /// @param status 400…499
    /// @param code of its problem; empty when it sent none
    /// @param detail of its problem; empty when it sent none
    record Refused(int status, String code, String detail) implements Answer {}

    /// It did not answer, not in time, or with an error of its own.
    record Away(String why) implements Answer {}

    /// Whether it knows nothing of what was asked for.
    default boolean isUnknown() {
        return this instanceof Refused(int status, var _, var _) && status == 404;
    }

    /// The body of a success.
    default Optional<JsonNode> success() {
        return this instanceof Ok(var body) ? Optional.of(body) : Optional.empty();
    }
}
