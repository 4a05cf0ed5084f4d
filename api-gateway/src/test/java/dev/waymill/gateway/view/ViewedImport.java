package dev.waymill.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waymill.gateway.RunningGateway;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An import of a new owner, and the scheduler's answers about it.
final class ViewedImport {
    final RunningGateway gateway;
    final String key;
    final byte[] file = newFile();
    final UUID id;

    ViewedImport(RunningGateway gateway) {
        this.gateway = gateway;
        key = gateway.key("owner-" + UUID.randomUUID(), "operator");
        id = upload(file);
    }

    /// Another import of the owner.
    UUID upload() {
        return upload(newFile());
    }

    private UUID upload(byte[] file) {
        return UUID.fromString(
                gateway.upload("?filename=ride.gpx", key, file).is(202).text("/id"));
    }

    private static byte[] newFile() {
        return UUID.randomUUID().toString().getBytes(UTF_8);
    }

    /// The scheduler's status of the job.
    String status(long version, String state, @Nullable String graceEndsAt) {
        return """
                {"id": "%s", "owner": "x", "type": "import", "state": "%s",
                 "version": %d, "attempt": 1, "priority": 5, "progress": {"phase": "stage", "done": 1, "total": 2},
                 "result": null, "error": null, "graceEndsAt": %s, "createdAt": "2026-01-01T00:00:00Z",
                 "updatedAt": "2026-01-01T00:00:00Z", "finishedAt": null,
                 "tasks": [{"id": "x", "kind": "import.promote", "state": "READY", "attempt": 0, "runAt": null}]}""".formatted(id, state, version, graceEndsAt == null ? "null" : '"' + graceEndsAt + '"');
    }
}
