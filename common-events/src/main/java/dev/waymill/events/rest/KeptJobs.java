package dev.waymill.events.rest;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// The response of `POST /internal/jobs/kept`. The gateway deletes the jobs that are missing from the list, so
/// a missing list is an error and does not count as an empty one.
///
/// @param kept the requested jobs that have a row in the scheduler, or an open dead letter
public record KeptJobs(List<UUID> kept) {
    public KeptJobs {
        Objects.requireNonNull(kept, "The list of kept jobs is missing");
    }
}
