package dev.waymill.gateway.imports;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.neighbour.Answer;
import dev.waymill.gateway.neighbour.WorkerClient;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.problem.Trace;
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
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Imports over REST, once their file is there.
@RestController
@RequestMapping("/api/v1/imports/{id}")
@Tag(name = "imports", description = "Location history coming in.")
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
            summary = "See what an import would add",
            description = "While it waits in its grace period: how many points are new, duplicate or rejected, their"
                    + " span, box and days, where the timeline says something else for the same moments, and a"
                    + " thinned-out line as GeoJSON.")
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
            case Answer.Ok(var preview) -> preview;
            case Answer.Refused refused
            when refused.code().equals("preview-too-slow") ->
                throw ProblemException.retryAfter(
                        Duration.ofSeconds(30),
                        ProblemCode.WORKER_UNAVAILABLE,
                        "There are too many points to look at just now; try again later.");
            case Answer.Refused _ ->
                throw new ProblemException(
                        ProblemCode.NOT_STAGED, "An import has a preview while it waits in its grace period.");
            case Answer.Away _ -> throw workerAway();
        };
    }

    @PostMapping("/revert")
    @Operation(
            summary = "Take an import out again",
            description = "A job of its own: exactly what the import added goes; points that another import brought too"
                    + " stay, as that one's. The same file can be imported anew. Asking again is no error. Live points"
                    + " can be reverted, too, by the importId of a point, long after their job is forgotten.")
    @ApiResponse(
            responseCode = "202",
            description = "The revert is accepted, and safe.",
            headers = @Header(name = "Location", description = "Where to look at the job"))
    @ApiResponse(responseCode = "200", description = "It was asked for before: that job, with a notice.")
    ResponseEntity<JobView> revert(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The import's job id") @PathVariable UUID id,
            @Parameter(hidden = true) HttpServletRequest request) {
        var outcome = isForgottenButPromoted(caller, id)
                ? reverts.revertForgotten(caller.owner(), id, Trace.of(request))
                : reverts.revert(find(caller, id), Trace.of(request));
        return SubmissionAnswer.of(
                outcome,
                job -> new JobView.Notice("already-reverted", "Job %s reverts this import.".formatted(job.id())));
    }

    /// The worker knows each import whose points are in the timeline.
    private boolean isForgottenButPromoted(Caller caller, UUID id) {
        if (jobs.find(caller.owner(), id).isPresent()) {
            return false;
        }
        return switch (worker.importState(caller.owner(), id)) {
            case Answer.Ok ok -> ok.tree().path("state").asString("").equals("promoted");
            case Answer.Refused _ -> false;
            case Answer.Away _ -> throw workerAway();
        };
    }

    private static ProblemException workerAway() {
        return ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.WORKER_UNAVAILABLE, "Try again in a moment.");
    }

    /// Another owner's import is as unknown as one that never was.
    private Job find(Caller caller, UUID id) {
        var job = jobs.get(caller.owner(), id);
        if (!job.type().equals(ImportFile.JOB_TYPE)) {
            throw new ProblemException(ProblemCode.JOB_NOT_FOUND, "You have no import with this id.");
        }
        return job;
    }
}
