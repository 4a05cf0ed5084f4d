package dev.waymill.events;

import org.jspecify.annotations.Nullable;

/// Why an attempt failed.
///
/// @param code stable, kebab-case, for programs, e.g. `truncated-file`
/// @param message for people
/// @param stack the stack trace of an unexpected failure, for operators; null for an expected one
public record TaskError(
        String code, String message, @Nullable String stack) {}
