package dev.waymill.worker.report;

import java.util.UUID;
import org.springframework.stereotype.Component;

/// Who this process is: new at each start, so that what an earlier process held is never taken for ours.
@Component
public final class WorkerId {
    private final String text = "worker-" + UUID.randomUUID();

    @Override
    public String toString() {
        return text;
    }
}
