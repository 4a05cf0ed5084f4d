package dev.waymill.worker.removals;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.RawJson;
import dev.waymill.events.RestorePoints;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import java.time.Duration;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Task `restore`: puts the points of a removal back into the timeline.
@Component
class RestoreHandler implements TaskHandler {
    private final Removals removals;
    private final JsonMapper json;

    RestoreHandler(Removals removals, JsonMapper json) {
        this.removals = removals;
        this.json = json;
    }

    @Override
    public String kind() {
        return RestorePoints.JOB_TYPE;
    }

    /// Hours are enough for the largest timeline; an attempt that takes longer hangs.
    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofHours(6), null);
    }

    @Override
    public Outcome handle(Attempt attempt) throws Exception {
        attempt.progress("restore", 0, 0);
        var wanted = json.readValue(attempt.payload().text(), RestorePoints.class);
        return removals.restore(wanted.removalId(), attempt.owner())
                .<Outcome>map(done -> new Outcome.Done(RawJson.of(done)))
                .orElseGet(() -> new Outcome.Fail("removal-not-found", "The removal does not exist", false));
    }
}
