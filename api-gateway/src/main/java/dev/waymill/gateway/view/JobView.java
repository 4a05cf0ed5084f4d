package dev.waymill.gateway.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waymill.events.JobState;
import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.job.Job;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A job in a response.
@Schema(name = "Job", description = "A job: its submission, progress and result.")
public record JobView(
        @Schema(description = "UUIDv7") UUID id,
        @Schema(example = "import") String type,
        @Schema(description = "Owner of the job's data") String owner,

        @Schema(description = "For people: the file of an import, or the live stream") @Nullable
        String name,

        @Schema(
                type = "string",
                allowableValues = {"accepted", "held", "queued", "running", "grace", "succeeded", "failed", "cancelled"
                })
        JobState state,

        @Schema(type = "object", implementation = Object.class, description = "As submitted; only in `GET /jobs/{id}`")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        RawJson payload,

        @Schema(description = "0 (first) … 9 (last)") int priority,

        @Schema(description = "Number of attempts of the current or last task")
        int attempt,

        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant finishedAt,

        @Schema(
                description = "Earliest time of deletion; null while the job is open, and for a file import as long"
                        + " as its points are in the timeline")
        @Nullable
        Instant keptUntil,

        @Schema(description = "32 hex digits; the same in the logs of all services")
        String traceId,

        @Schema(
                description = "Progress of the running attempt in units of its phase; total is 0 if unknown. Null while"
                        + " none runs")
        @Nullable
        Progress progress,

        @Schema(type = "object", implementation = Object.class, description = "Result of the finished tasks") @Nullable
        RawJson result,

        @Schema(description = "Error of the last failure") @Nullable
        Failure error,

        @Schema(description = "End of the grace period, in which an import can be cancelled") @Nullable
        Instant graceEndsAt,

        @Schema(description = "Services that did not respond; their part of this view is missing or outdated")
        List<String> missing,

        @Schema(
                type = "array",
                description =
                        "{id, kind, state, attempt, runAt, error, waitsFor}, from the scheduler; left out in lists."
                                + " `runAt` is when a waiting task, or its next attempt, is due")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        RawJson tasks,

        @Schema(
                type = "object",
                description = "{format, fileName, sha256, bytes, outcome, points, rejectedBy, rejectedSamples, remarks,"
                        + " contents, damage, span, bbox, graceEndsAt, reverted}; values not known yet are null."
                        + " `outcome` is `imported`, `nothing-new` (all points are duplicates) or"
                        + " `nothing-imported` (the job has failed)")
        @JsonProperty("import")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        JsonNode importInfo,

        @Schema(description = "Notice about this response") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Notice notice) {

    /// Why a job failed.
    ///
    /// @param code stable, kebab-case
    /// @param message for people
    @Schema(name = "JobError")
    public record Failure(String code, String message) {}

    /// A notice about a response.
    ///
    /// @param code stable, kebab-case, e.g. `already-imported`
    /// @param detail for people
    public record Notice(String code, String detail) {}

    /// The view with the gateway's data only.
    public static JobView of(Job job) {
        return of(job, List.of(), null, null);
    }

    static JobView of(Job job, List<String> missing, @Nullable RawJson tasks, @Nullable JsonNode importInfo) {
        var failure = job.error();
        return new JobView(
                job.id(),
                job.type(),
                job.owner(),
                job.name().orElse(null),
                job.state(),
                null,
                job.priority(),
                job.attempt(),
                job.createdAt(),
                job.updatedAt(),
                job.finishedAt(),
                job.keptUntil().orElse(null),
                job.traceId(),
                job.state() == JobState.RUNNING ? job.progress() : null,
                job.result(),
                failure == null ? null : new Failure(failure.code(), failure.message()),
                job.graceEndsAt(),
                missing,
                tasks,
                importInfo,
                null);
    }

    /// A copy with a notice.
    public JobView with(Notice latest) {
        return with(payload, latest);
    }

    /// A copy with the payload.
    JobView with(@Nullable RawJson submitted) {
        return with(submitted, notice);
    }

    private JobView with(@Nullable RawJson submitted, @Nullable Notice latest) {
        return new JobView(
                id,
                type,
                owner,
                name,
                state,
                submitted,
                priority,
                attempt,
                createdAt,
                updatedAt,
                finishedAt,
                keptUntil,
                traceId,
                progress,
                result,
                error,
                graceEndsAt,
                missing,
                tasks,
                importInfo,
                latest);
    }
}
