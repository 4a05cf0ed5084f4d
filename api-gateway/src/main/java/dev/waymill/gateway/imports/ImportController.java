package dev.waymill.gateway.imports;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.events.rest.ImportState;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.trace.Trace;
import dev.waymill.gateway.upstream.Reply;
import dev.waymill.gateway.upstream.WorkerClient;
import dev.waymill.gateway.view.JobView;
import dev.waymill.gateway.view.SubmissionAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;

/// REST operations on imports that have been uploaded.
@RestController
@RequestMapping("/api/v1/imports/{id}")
@Tag(name = "imports", description = "Import location history.")
class ImportController {
    private final JobStore jobs;
    private final WorkerClient worker;
    private final Reverts reverts;

    ImportController(JobStore jobs, WorkerClient worker, Reverts reverts) {
        this.jobs = jobs;
        this.worker = worker;
        this.reverts = reverts;
    }

    @GetMapping("/preview")
    @Operation(
            summary = "Preview an import",
            description = "What an import in its grace period would add: the numbers of new, duplicate and rejected"
                    + " points, their time span, bounding box and days, conflicts with the timeline at the same time,"
                    + " and a simplified line as GeoJSON.")
    @ApiResponse(
            responseCode = "200",
            description =
                    "{id, points: {read, new, duplicate, rejected}, rejectedBy, rejectedSamples, remarks, contents,"
                            + " damage, span, bbox, days: {count, shared, first}, conflicts: {count, samples}, sample}",
            content = @Content(schema = @Schema(type = "object")))
    RawJson preview(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The import's job id") @PathVariable UUID id) {
        var job = find(caller, id);
        return switch (worker.preview(job.owner(), job.id())) {
            case Reply.Ok(var preview) -> preview;
            case Reply.Rejected refused -> throw refused.problem();
            case Reply.Unavailable _ -> throw workerAway();
        };
    }

    @PostMapping("/revert")
    @Operation(
            summary = "Revert an import",
            description = "Creates a job that removes exactly the points the import added. Points that another import"
                    + " also contained stay and then belong to that one. The same file can be imported again. Repeating"
                    + " the request is no error. A live stream can be reverted in part, by `from` and `to`; it goes"
                    + " on.")
    @ApiResponse(
            responseCode = "202",
            description = "The revert is accepted and stored.",
            headers = @Header(name = "Location", description = "The URL of the job"))
    @ApiResponse(responseCode = "200", description = "The import is already being reverted: that job, with a notice.")
    ResponseEntity<JobView> revert(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The import's job id") @PathVariable UUID id,
            @ParameterObject RevertSpan span,
            @Parameter(hidden = true) HttpServletRequest request) {
        var stream = jobs.find(caller.owner(), id).filter(Job::isStream);
        if (stream.isPresent()) {
            return SubmissionAnswer.of(
                    reverts.revertStream(stream.get(), span.start(), span.end(), Trace.of(request)), job -> {
                        throw new IllegalStateException("The revert of a stream is always a new job: " + job.id());
                    });
        }
        span.refuseForFile();
        var outcome = isForgottenButPromoted(caller, id)
                ? reverts.revertForgotten(caller.owner(), id, Trace.of(request))
                : reverts.revert(find(caller, id), Trace.of(request));
        return SubmissionAnswer.of(
                outcome,
                job -> new JobView.Notice("already-reverted", "Job %s reverts this import.".formatted(job.id())));
    }

    /// Whether the gateway has deleted the import's job while its points are in the timeline. The worker keeps
    /// every import with points in the timeline.
    private boolean isForgottenButPromoted(Caller caller, UUID id) {
        if (jobs.find(caller.owner(), id).isPresent()) {
            return false;
        }
        return switch (worker.importState(caller.owner(), id)) {
            case Reply.Ok ok ->
                ok.read(new TypeReference<ImportState>() {})
                        .filter(found -> found.state().equals("promoted"))
                        .isPresent();
            case Reply.Rejected _ -> false;
            case Reply.Unavailable _ -> throw workerAway();
        };
    }

    private static ProblemException workerAway() {
        return ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.WORKER_UNAVAILABLE, "Try again in a moment.");
    }

    /// Reports another owner's import as unknown.
    private Job find(Caller caller, UUID id) {
        var job = jobs.get(caller.owner(), id);
        if (!job.type().equals(ImportFile.JOB_TYPE) && !job.isStream()) {
            throw new ProblemException(ProblemCode.JOB_NOT_FOUND, "You have no import with this id.");
        }
        return job;
    }
}
