package dev.waymill.events.rest;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A limit on the tasks of a job type or an owner: an item of `GET /internal/limits`, and the response to each
/// change of a limit.
///
/// @param scope `type` or `owner`
/// @param name a job type or an owner; `*` applies to each one that has no limit of its own
/// @param atOnce the most tasks dispatched or running at once, 0 or more; null for no limit
/// @param rate the highest dispatch rate; null for no limit
/// @param paused true while the limit stops dispatch
/// @param waiting the number of tasks that the limit holds back, counted up to 10,000
public record DispatchLimit(
        String scope,
        String name,
        @Nullable Integer atOnce,
        @Nullable Rate rate,
        boolean paused,
        long waiting) {

    /// The highest number of tasks dispatched in any period of the given length.
    ///
    /// @param tasks 1 or more
    /// @param per the length of the period, 1 ms or more
    public record Rate(int tasks, Duration per) {
        public Rate {
            Objects.requireNonNull(per, "A rate needs a period");
        }
    }

    /// The body of `POST /internal/limits/{scope}/{name}`, which replaces the limit.
    ///
    /// @param atOnce the most tasks dispatched or running at once, 0 or more; null for no limit
    /// @param rate the highest dispatch rate; null for no limit
    /// @param paused null means false
    public record Change(
            @Nullable Integer atOnce,
            @Nullable Rate rate,
            @Nullable Boolean paused) {}
}
