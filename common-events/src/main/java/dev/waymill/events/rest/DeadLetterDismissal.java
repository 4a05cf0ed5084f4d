package dev.waymill.events.rest;

import org.jspecify.annotations.Nullable;

/// The body of `POST /internal/dead-letters/{id}/dismiss`.
///
/// @param reason why it is dismissed, for people who read it later
/// @param by who sent the request
public record DeadLetterDismissal(String reason, @Nullable String by) {}
