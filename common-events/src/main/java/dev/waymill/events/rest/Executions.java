package dev.waymill.events.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a worker knows of a job: `GET /internal/executions/{jobId}`.
///
/// @param <T> [ImportSummary], or JSON for who passes it on
/// @param attempts in the order in which they began
/// @param summary of its import, if it is one; named `import` in JSON
public record Executions<T>(
        UUID jobId,
        List<Execution> attempts,
        @JsonProperty("import") @Nullable T summary) {

    /// @param attempt from 1
    /// @param state `running`, `succeeded`, `failed` or `snoozed`
    public record Execution(
            UUID taskId,
            String kind,
            int attempt,
            String workerId,
            String state,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Failure error) {}
}
