package dev.waymill.events.rest;

import org.jspecify.annotations.Nullable;

/// Why an attempt failed.
///
/// @param code stable, kebab-case, e.g. `truncated-file`
/// @param message for people
public record Failure(String code, @Nullable String message) {}
