package dev.waymill.worker.removals;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.RawJson;
import dev.waymill.events.RemovePoints;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import dev.waymill.worker.removals.Filters.UnknownImportException;
import dev.waymill.worker.removals.Removals.Removed;
import java.time.Duration;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Task `remove`: removes the points of its owner that match the payload's conditions.
@Component
class RemoveHandler implements TaskHandler {
    private final Filters filters;
    private final Removals removals;
    private final JsonMapper json;

    RemoveHandler(Filters filters, Removals removals, JsonMapper json) {
        this.filters = filters;
        this.removals = removals;
        this.json = json;
    }

    @Override
    public String kind() {
        return RemovePoints.JOB_TYPE;
    }

    /// Hours are enough for the largest timeline; an attempt that takes longer hangs.
    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofHours(6), null);
    }

    @Override
    public Outcome handle(Attempt attempt) throws Exception {
        attempt.progress("remove", 0, 0);
        var wanted = json.readValue(attempt.payload().text(), RemovePoints.class);
        try {
            var removed = filters.of(attempt.owner(), wanted)
                    .map(filter -> removals.remove(attempt.jobId(), attempt.owner(), filter))
                    .orElseGet(() -> new Removed(attempt.jobId(), 0, null, null));
            return new Outcome.Done(RawJson.of(removed));
        } catch (UnknownImportException e) {
            return new Outcome.Fail("import-not-found", String.valueOf(e.getMessage()), false);
        }
    }
}
