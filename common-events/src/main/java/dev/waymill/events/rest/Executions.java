package dev.waymill.events.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The worker's data about a job: `GET /internal/executions/{jobId}`.
///
/// @param <T> [ImportSummary], or a JSON type for code that passes it on unread
/// @param attempts in the order of their start
/// @param summary the summary of the import, named `import` in JSON; null if the job is no import
public record Executions<T>(
        UUID jobId,
        List<Execution> attempts,
        @JsonProperty("import") @Nullable T summary) {

    /// An attempt at one of the job's tasks.
    ///
    /// @param attempt the attempt's number, from 1
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
