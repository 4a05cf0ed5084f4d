package dev.waymill.events.rest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The filter parameters of `GET /internal/dead-letters`, also used by [DeadLetterBulkRetry]. A null component
/// does not filter. The other parameters are `owner` (`*` for all), `cursor` and `limit` (1…200).
///
/// @param state `dead`, `retried` or `dismissed`
/// @param from the earliest time of death, inclusive
/// @param to the latest time of death, exclusive
public record DeadLetterFilter(
        @Nullable String type,
        @Nullable String errorClass,
        @Nullable String state,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null);
}
