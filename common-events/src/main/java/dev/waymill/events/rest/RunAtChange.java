package dev.waymill.events.rest;

import java.time.Instant;

/// The body of `POST /internal/jobs/{id}/run-at`.
///
/// @param runAt when the job's waiting tasks become due; from 1970 to 9999
public record RunAtChange(Instant runAt) {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    public RunAtChange {
        if (runAt == null || runAt.isBefore(Instant.EPOCH) || runAt.isAfter(LAST)) {
            throw new IllegalArgumentException("The time must be from 1970 to 9999");
        }
    }
}
