package dev.waymill.worker.simulation;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.JobTypes;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Succeeds without doing anything.
@Component
class NoopHandler implements TaskHandler {
    @Override
    public String kind() {
        return JobTypes.NOOP;
    }

    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofMinutes(1), null);
    }

    @Override
    public Outcome handle(Attempt attempt) {
        return new Outcome.Done(null);
    }
}
