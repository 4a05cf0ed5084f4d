package dev.waymill.worker.report;

import java.util.UUID;
import org.springframework.stereotype.Component;

/// The id of this process: new at each start, so that leases of an earlier process are not taken for its own.
@Component
public final class WorkerId {
    private final String text = "worker-" + UUID.randomUUID();

    @Override
    public String toString() {
        return text;
    }
}
