package dev.waymill.events.rest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The filter parameters of `GET /internal/jobs`. A null component does not filter. The other parameters are
/// `cursor` and `limit` (1…200).
///
/// @param from the earliest time of submission, inclusive; not before 1970
/// @param to the latest time of submission, exclusive; not after 9999
public record JobFilter(
        @Nullable String state,
        @Nullable String type,
        @Nullable String owner,
        @Nullable Instant from,
        @Nullable Instant to) {}
