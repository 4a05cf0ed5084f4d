package dev.waymill.gateway.view;

import dev.waymill.events.RawJson;
import dev.waymill.events.rest.PriorityChange;
import dev.waymill.events.rest.RunAtChange;
import dev.waymill.gateway.admission.LongResponses;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Reads and controls jobs over REST.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "jobs", description = "Jobs and their progress.")
class JobController {
    private final JobStore jobs;
    private final JobComposer composer;
    private final JobActions actions;
    private final LongResponses answers;

    JobController(JobStore jobs, JobComposer composer, JobActions actions, LongResponses answers) {
        this.answers = answers;
        this.jobs = jobs;
        this.composer = composer;
        this.actions = actions;
    }

    /// @param items newest first, without tasks and import
    /// @param next the cursor of the next page; null on the last page
    record JobList(List<JobView> items, @Nullable String next) {}

    @GetMapping("/jobs")
    @Operation(summary = "List your jobs", description = "Newest first, in pages.")
    @ApiResponse(responseCode = "200", description = "A page.")
    JobList list(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @ParameterObject ListParameters parameters) {
        var query = parameters.toQuery(caller.owner());
        var found = jobs.list(query);
        boolean more = found.size() > parameters.pageSize();
        var page = more ? found.subList(0, parameters.pageSize()) : found;
        var next = more
                ? Cursor.of(query, page.getLast().createdAt(), page.getLast().id())
                : null;
        return new JobList(page.stream().map(JobView::of).toList(), next);
    }

    @GetMapping("/jobs/{id}")
    @Operation(
            summary = "Get a job",
            description = "Combines the data of gateway, scheduler and worker. `missing` names services that did not"
                    + " respond.")
    @ApiResponse(responseCode = "200", description = "The job.")
    JobView get(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        var view = composer.compose(find(caller, id));
        return view.with(jobs.payload(caller.owner(), id).orElse(null));
    }

    @PostMapping("/jobs/{id}/cancel")
    @Operation(
            summary = "Cancel a job",
            description = "Possible until its last step has started. Cancelling a cancelled job changes nothing.")
    @ApiResponse(responseCode = "200", description = "The job is cancelled.")
    JobView cancel(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        return actions.cancel(find(caller, id));
    }

    @PostMapping("/jobs/{id}/hold")
    @Operation(summary = "Hold a job", description = "Its waiting tasks do not run until it is released.")
    @ApiResponse(responseCode = "200", description = "The job is held.")
    JobView hold(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        return actions.order(find(caller, id), "hold");
    }

    @PostMapping("/jobs/{id}/release")
    @Operation(
            summary = "Release a held job",
            description = "It runs at its start time, or at once if that has passed.")
    @ApiResponse(responseCode = "200", description = "The job is released.")
    JobView release(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        return actions.order(find(caller, id), "release");
    }

    @PostMapping("/jobs/{id}/retry")
    @Operation(
            summary = "Retry a failed or cancelled job",
            description = "A failed job continues with a full number of new attempts. A cancelled job starts again from"
                    + " the beginning; an import is staged again and gets its grace period again. Its history is kept."
                    + " Refused with `already-submitted` if an equal job has taken its place.")
    @ApiResponse(responseCode = "200", description = "The job is queued again.")
    JobView retry(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        return actions.retry(find(caller, id));
    }

    /// @param priority 0 (first) … 9 (last)
    record Priority(@Nullable Integer priority) {}

    @PostMapping("/jobs/{id}/priority")
    @Operation(summary = "Change a job's priority", description = "Each step up doubles its share of the workers.")
    @ApiResponse(responseCode = "200", description = "The job has its new priority.")
    JobView priority(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id,
            @RequestBody Priority body) {
        if (body.priority() == null || body.priority() < 0 || body.priority() > 9) {
            throw ProblemException.at("/priority", ProblemCode.INVALID_FIELD, "From 0 (first) to 9 (last).");
        }
        return actions.change(find(caller, id), new PriorityChange(body.priority()));
    }

    /// @param runAt the earliest start time
    record RunAt(@Nullable Instant runAt) {}

    @PostMapping("/jobs/{id}/run-at")
    @Operation(summary = "Change a job's start time", description = "Its waiting tasks become due at that time.")
    @ApiResponse(responseCode = "200", description = "The job has its new start time.")
    JobView runAt(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id,
            @RequestBody RunAt body) {
        if (body.runAt() == null) {
            throw ProblemException.at("/runAt", ProblemCode.INVALID_FIELD, "Give a time.");
        }
        Bounds.moment(body.runAt(), "/runAt", ProblemCode.INVALID_FIELD);
        return actions.change(find(caller, id), new RunAtChange(body.runAt()));
    }

    @GetMapping("/jobs/{id}/attempts")
    @Operation(summary = "List a job's attempts", description = "Oldest first, with the worker and the error of each.")
    @ApiResponse(responseCode = "200", description = "The attempts.")
    RawJson attempts(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id,
            @Parameter(hidden = true) HttpServletRequest request) {
        try (var _ = answers.enter(request, caller.owner())) {
            return actions.attempts(find(caller, id));
        }
    }

    @PostMapping("/imports/{id}/promote")
    @Operation(
            summary = "Promote an import now",
            description = "Skips the rest of its grace period. Repeating the request is no error.")
    @ApiResponse(responseCode = "200", description = "The promotion is queued.")
    JobView promote(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The import's job id") @PathVariable UUID id) {
        return actions.promote(find(caller, id));
    }

    private Job find(Caller caller, UUID id) {
        return jobs.get(caller.owner(), id);
    }
}
