package dev.waymill.worker.attempt;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import dev.waymill.worker.handler.Attempt;
import java.time.Instant;
import java.util.UUID;

/// Creates attempts for tests, without scheduler and broker.
public final class Attempts {
    private Attempts() {}

    public static Attempt of(UUID job, String owner, String kind, Object payload, int generation) {
        return new Attempt(task(job, UUID.randomUUID(), 1, owner, kind, payload, generation), _ -> {});
    }

    public static Attempt of(String kind, int attempt, String payload) {
        return new Attempt(
                new TaskDispatched(
                        UUID.randomUUID(),
                        Instant.EPOCH,
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        attempt,
                        "ada",
                        kind,
                        new RawJson(payload)),
                _ -> {});
    }

    static TaskDispatched task(UUID job, UUID task, int attempt, String owner, String kind, ImportFile file) {
        return task(job, task, attempt, owner, kind, file, 0);
    }

    private static TaskDispatched task(
            UUID job, UUID task, int attempt, String owner, String kind, Object content, int generation) {
        var payload = RawJson.of(content);
        return new TaskDispatched(
                UUID.randomUUID(),
                Instant.EPOCH,
                job,
                task,
                attempt,
                owner,
                kind,
                payload,
                null,
                generation,
                null,
                null,
                null);
    }
}
