package dev.waymill.events.rest;

import org.jspecify.annotations.Nullable;

/// The body of `POST /internal/dead-letters/{id}/dismiss`.
///
/// @param reason for people who look at it later
/// @param by who asks
public record DeadLetterDismissal(String reason, @Nullable String by) {}
