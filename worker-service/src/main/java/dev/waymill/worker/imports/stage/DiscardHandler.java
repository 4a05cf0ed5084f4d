package dev.waymill.worker.imports.stage;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.ImportFile;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import java.time.Duration;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Task `import.discard`: drops everything that the import staged. The uploaded file is kept, in case of
/// questions about it.
@Component
class DiscardHandler implements TaskHandler {
    private final Staging staging;
    private final JsonMapper json;

    DiscardHandler(Staging staging, JsonMapper json) {
        this.staging = staging;
        this.json = json;
    }

    @Override
    public String kind() {
        return ImportFile.DISCARD;
    }

    /// Short, since it only drops a table.
    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofMinutes(10), null);
    }

    @Override
    public Outcome handle(Attempt attempt) {
        staging.discard(attempt, json.readValue(attempt.payload().text(), ImportFile.class));
        return new Outcome.Done(null);
    }
}
