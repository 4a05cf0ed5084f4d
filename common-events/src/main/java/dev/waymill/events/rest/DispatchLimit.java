package dev.waymill.events.rest;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A limit on the tasks of a job type or an owner: an item of `GET /internal/limits`, and the answer to each
/// change.
///
/// @param scope `type` or `owner`
/// @param name a job type or an owner; `*` for each without a limit of its own
/// @param atOnce tasks dispatched or running, 0 or more; null for any number
/// @param rate null for any
/// @param paused true while none is dispatched
/// @param waiting tasks it keeps back, counted up to ten thousand
public record DispatchLimit(
        String scope,
        String name,
        @Nullable Integer atOnce,
        @Nullable Rate rate,
        boolean paused,
        long waiting) {

    /// @param tasks 1 or more, dispatched within any period of that length
    /// @param per 1 ms or more
    public record Rate(int tasks, Duration per) {
        public Rate {
            Objects.requireNonNull(per, "A rate has a period");
        }
    }

    /// The body of `POST /internal/limits/{scope}/{name}`, which replaces the limit.
    ///
    /// @param atOnce as above
    /// @param rate as above
    /// @param paused null for false
    public record Change(
            @Nullable Integer atOnce,
            @Nullable Rate rate,
            @Nullable Boolean paused) {}
}
