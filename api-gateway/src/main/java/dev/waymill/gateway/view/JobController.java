package dev.waymill.gateway.view;

import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobStore;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Jobs over REST.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "jobs", description = "What was submitted and how far it is.")
class JobController {
    private final JobStore jobs;
    private final JobComposer composer;
    private final JobOrders orders;

    JobController(JobStore jobs, JobComposer composer, JobOrders orders) {
        this.jobs = jobs;
        this.composer = composer;
        this.orders = orders;
    }

    /// @param items newest first, without tasks and import
    /// @param next the cursor of the next page; null on the last one
    record JobList(List<JobView> items, @Nullable String next) {}

    @GetMapping("/jobs")
    @Operation(summary = "List your jobs", description = "Newest first, a page at a time.")
    @ApiResponse(responseCode = "200", description = "A page.")
    JobList list(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller, @ParameterObject ListParameters asked) {
        var query = asked.toQuery(caller.owner());
        var found = jobs.list(query);
        boolean more = found.size() > asked.pageSize();
        var page = more ? found.subList(0, asked.pageSize()) : found;
        var next = more
                ? Cursor.of(query, page.getLast().createdAt(), page.getLast().id())
                : null;
        return new JobList(page.stream().map(JobView::of).toList(), next);
    }

    @GetMapping("/jobs/{id}")
    @Operation(
            summary = "Look at a job",
            description = "One view of what gateway, scheduler and worker know; `missing` names who did not answer.")
    @ApiResponse(responseCode = "200", description = "The job.")
    JobView get(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        return composer.compose(find(caller, id));
    }

    @PostMapping("/jobs/{id}/cancel")
    @Operation(
            summary = "Cancel a job",
            description = "Free until its last step has begun; cancelling a cancelled job changes nothing.")
    @ApiResponse(responseCode = "200", description = "The job is cancelled.")
    JobView cancel(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The job's id") @PathVariable UUID id) {
        return orders.cancel(find(caller, id));
    }

    @PostMapping("/imports/{id}/promote")
    @Operation(summary = "Promote an import now", description = "Skips the rest of its grace period.")
    @ApiResponse(responseCode = "200", description = "The promotion is due.")
    JobView promote(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The import's job id") @PathVariable UUID id) {
        return orders.promote(find(caller, id));
    }

    /// Another owner's job is as unknown as one that never was.
    private Job find(Caller caller, UUID id) {
        return jobs.find(caller.owner(), id)
                .orElseThrow(() -> new ProblemException(ProblemCode.JOB_NOT_FOUND, "You have no job with this id."));
    }
}
