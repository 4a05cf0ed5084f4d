package dev.waymill.gateway.removals;

import dev.waymill.events.RawJson;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.rest.Refusal;
import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.job.Submissions;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// REST operations that remove points from the timeline, and undo it.
@RestController
@RequestMapping("/api/v1/removals")
@Tag(name = "removals", description = "Remove points from the timeline.")
class RemovalController {
    private static final String ROUTE = "POST /api/v1/removals";

    private final Submissions submissions;
    private final JobStore jobs;
    private final JobIds ids;
    private final WorkerClient worker;

    RemovalController(Submissions submissions, JobStore jobs, JobIds ids, WorkerClient worker) {
        this.submissions = submissions;
        this.jobs = jobs;
        this.ids = ids;
        this.worker = worker;
    }

    @PostMapping("/preview")
    @Operation(
            summary = "Preview a removal",
            description = "The number of points that match, their time span, bounding box and devices, and a simplified"
                    + " line as GeoJSON. Nothing is removed.")
    @ApiResponse(
            responseCode = "200",
            description = "{points, span, bbox, devices: [{device, points}], sample}",
            content = @Content(schema = @Schema(type = "object")))
    RawJson preview(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller, @RequestBody RemovalRequest body) {
        return switch (worker.previewRemoval(caller.owner(), body.checked())) {
            case Reply.Ok(var preview) -> preview;
            case Reply.Rejected refused -> throw refused.problem();
            case Reply.Unavailable _ -> throw workerAway();
        };
    }

    @PostMapping
    @Operation(
            summary = "Remove points",
            description = "Creates a job that removes the points that match all conditions, in one transaction. A point"
                    + " is removed whichever imports contained it. You can undo the removal at any time. If you import"
                    + " a removed point again, it is a new point.")
    @ApiResponse(
            responseCode = "202",
            description = "The removal is accepted and stored. The job's result is {removalId, removed, from, to}.",
            headers = @Header(name = "Location", description = "The URL of the job"))
    ResponseEntity<JobView> remove(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(
                            description = "1 to 255 visible ASCII characters. The same key with the same body is the"
                                    + " same request; with another body it is refused")
                    @RequestHeader(name = IdempotencyKey.HEADER, required = false)
                    @Nullable
                    String key,
            @RequestBody RemovalRequest body,
            @Parameter(hidden = true) HttpServletRequest request) {
        IdempotencyKey.refuseInvalid(key);
        var wanted = body.checked();
        var once = IdempotencyKey.once(key, ROUTE, JsonMapper.shared().writeValueAsString(wanted));
        var submission = new Submission(ids.next(), caller.owner(), Work.of(wanted), Trace.of(request), once);
        return SubmissionAnswer.of(submissions.submit(submission), job -> {
            throw new IllegalStateException("A removal is always a new job: " + job.id());
        });
    }

    @PostMapping("/{id}/undo")
    @Operation(
            summary = "Undo a removal",
            description = "Creates a job that puts the removed points back, with their attributes and imports. Points"
                    + " whose import was reverted meanwhile are not restored. Repeating the request is no error.")
    @ApiResponse(
            responseCode = "202",
            description = "The undo is accepted and stored. The job's result is {removalId, restored}.",
            headers = @Header(name = "Location", description = "The URL of the job"))
    @ApiResponse(responseCode = "200", description = "The removal is already being undone: that job, with a notice.")
    ResponseEntity<JobView> undo(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The removal's job id") @PathVariable UUID id,
            @Parameter(hidden = true) HttpServletRequest request) {
        refuseUnknown(caller.owner(), id);
        var submission =
                new Submission(ids.next(), caller.owner(), Work.of(new RestorePoints(id)), Trace.of(request), null);
        return SubmissionAnswer.of(
                submissions.submit(submission),
                job -> new JobView.Notice("already-undone", "Job %s undoes this removal.".formatted(job.id())));
    }

    /// The worker keeps every removal, also when the gateway has deleted its job.
    private void refuseUnknown(String owner, UUID id) {
        switch (worker.removalState(owner, id)) {
            case Reply.Ok _ -> {}
            case Reply.Rejected refused
            when refused.refusal() == Refusal.REMOVAL_NOT_FOUND ->
                throw jobs.find(owner, id).isPresent()
                        ? new ProblemException(
                                ProblemCode.CONFLICT, "The job has removed nothing. If it is a removal, cancel it.")
                        : refused.problem();
            case Reply.Rejected refused -> throw refused.problem();
            case Reply.Unavailable _ -> throw workerAway();
        }
    }

    private static ProblemException workerAway() {
        return ProblemException.retryAfter(
                Duration.ofSeconds(2), ProblemCode.WORKER_UNAVAILABLE, "Try again in a moment.");
    }
}
