package dev.waymill.worker.imports.revert;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.RawJson;
import dev.waymill.events.RevertImport;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import java.time.Duration;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Task `revert`: removes an import from the timeline.
@Component
class RevertHandler implements TaskHandler {
    private final Reversal reversal;
    private final JsonMapper json;

    RevertHandler(Reversal reversal, JsonMapper json) {
        this.reversal = reversal;
        this.json = json;
    }

    @Override
    public String kind() {
        return RevertImport.JOB_TYPE;
    }

    /// Hours are enough for the largest import; an attempt that takes longer hangs.
    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofHours(6), null);
    }

    @Override
    public Outcome handle(Attempt attempt) throws Exception {
        attempt.progress("revert", 0, 0);
        var wanted = json.readValue(attempt.payload().text(), RevertImport.class);
        return switch (reversal.revert(wanted, attempt.owner())) {
            case Reversal.Result.Reverted done -> new Outcome.Done(RawJson.of(done));
            case Reversal.Result.NotPromoted _ ->
                new Outcome.Fail("not-promoted", "The import is not in the timeline", false);
        };
    }
}
