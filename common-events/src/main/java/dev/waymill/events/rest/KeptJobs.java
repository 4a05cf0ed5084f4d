package dev.waymill.events.rest;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// The answer of `POST /internal/jobs/kept`. Jobs are deleted by it, so it is never taken for empty.
///
/// @param kept those of the requested jobs that have a row, or an open dead letter
public record KeptJobs(List<UUID> kept) {
    public KeptJobs {
        Objects.requireNonNull(kept, "The jobs that are kept are always listed");
    }
}
