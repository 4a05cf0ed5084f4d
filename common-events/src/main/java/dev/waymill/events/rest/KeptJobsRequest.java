package dev.waymill.events.rest;

import java.util.List;
import java.util.UUID;

/// The body of `POST /internal/jobs/kept`, which asks which of these jobs the scheduler still keeps.
///
/// @param ids the ids of 1,000 jobs at most
public record KeptJobsRequest(List<UUID> ids) {
    private static final int MOST = 1_000;

    public KeptJobsRequest {
        if (ids.size() > MOST) {
            throw new IllegalArgumentException("At most " + MOST + " ids per request");
        }
    }
}
