package dev.waymill.events.rest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The parameters of `GET /internal/jobs` besides `cursor` and `limit` (1…200). A null part does not filter.
///
/// @param from submitted at or after, from 1970
/// @param to submitted before, to 9999
public record JobFilter(
        @Nullable String state,
        @Nullable String type,
        @Nullable String owner,
        @Nullable Instant from,
        @Nullable Instant to) {}
