package dev.waymill.gateway.submit;

import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.trace.Trace;
import dev.waymill.gateway.view.JobView;
import dev.waymill.gateway.view.SubmissionAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Submits jobs over REST.
@RestController
@Tag(name = "jobs", description = "Jobs and their progress.")
class JobSubmitController {
    private static final String ROUTE = "POST /api/v1/jobs";

    private final Submissions submissions;
    private final JobIds ids;

    JobSubmitController(Submissions submissions, JobIds ids) {
        this.submissions = submissions;
        this.ids = ids;
    }

    @PostMapping("/api/v1/jobs")
    @Operation(
            summary = "Submit a job",
            description = "The job may wait for a time, for a release, or for jobs with the same concurrency key. With"
                    + " `unique`, a second submission within the period returns the same job.")
    @ApiResponse(
            responseCode = "202",
            description = "The job is accepted and stored.",
            headers = @Header(name = "Location", description = "The URL of the job"))
    @ApiResponse(responseCode = "200", description = "The same as an earlier job: that job, with a notice.")
    ResponseEntity<JobView> submit(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(
                            description = "1 to 255 visible ASCII characters. The same key with the same body is the"
                                    + " same request; with another body it is refused")
                    @RequestHeader(name = IdempotencyKey.HEADER, required = false)
                    @Nullable
                    String key,
            @RequestBody JobRequest body,
            @Parameter(hidden = true) HttpServletRequest request) {
        IdempotencyKey.refuseInvalid(key);
        var once = IdempotencyKey.once(key, ROUTE, JsonMapper.shared().writeValueAsString(body));
        var submission = new Submission(ids.next(), caller.owner(), body.checked(), Trace.of(request), once);
        return SubmissionAnswer.of(submissions.submit(submission), JobSubmitController::notice);
    }

    private static JobView.Notice notice(Job job) {
        return new JobView.Notice(
                "already-submitted",
                "This is the same as job %s, submitted %s. No second job was created."
                        .formatted(job.id(), job.createdAt()));
    }
}
