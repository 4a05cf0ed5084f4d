package dev.waymill.gateway.view;

import java.util.List;
import java.util.UUID;

/// These jobs have changed. Published within this process, to wake waiting readers.
public record JobsChanged(List<UUID> jobs) {
    public JobsChanged {
        jobs = List.copyOf(jobs);
    }
}
