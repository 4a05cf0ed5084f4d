package dev.waymill.gateway.view;

import java.util.List;
import java.util.UUID;

/// These jobs now read differently: who waits for one of them may look again. Published within this process.
public record JobsChanged(List<UUID> jobs) {
    public JobsChanged {
        jobs = List.copyOf(jobs);
    }
}
