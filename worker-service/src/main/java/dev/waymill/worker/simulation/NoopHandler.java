package dev.waymill.worker.simulation;

import dev.waymill.events.JobTypes;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import org.springframework.stereotype.Component;

/// Does nothing, and succeeds.
@Component
class NoopHandler implements TaskHandler {
    @Override
    public String kind() {
        return JobTypes.NOOP;
    }

    @Override
    public Outcome handle(Attempt attempt) {
        return new Outcome.Done(null);
    }
}
