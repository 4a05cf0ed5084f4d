package dev.waymill.events.rest;

import dev.waymill.events.RawJson;
import org.jspecify.annotations.Nullable;

/// The body of `POST /internal/dead-letters/{id}/retry`.
///
/// @param payload what the task is to do now; null for what it was to do before
/// @param by who asks
public record DeadLetterRetryRequest(
        @Nullable RawJson payload, @Nullable String by) {
    public static final DeadLetterRetryRequest UNCHANGED = new DeadLetterRetryRequest(null, null);
}
