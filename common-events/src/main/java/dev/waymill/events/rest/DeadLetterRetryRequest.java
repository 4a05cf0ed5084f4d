package dev.waymill.events.rest;

import dev.waymill.events.RawJson;
import org.jspecify.annotations.Nullable;

/// The body of `POST /internal/dead-letters/{id}/retry`.
///
/// @param payload the new payload; null to keep the previous one
/// @param by who sent the request
public record DeadLetterRetryRequest(
        @Nullable RawJson payload, @Nullable String by) {
    public static final DeadLetterRetryRequest UNCHANGED = new DeadLetterRetryRequest(null, null);
}
