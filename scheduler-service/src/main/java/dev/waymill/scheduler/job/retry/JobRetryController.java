package dev.waymill.scheduler.job.retry;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import dev.waymill.scheduler.job.retry.JobRetry.Answer;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: retries a failed job. The gateway has checked the owner.
@RestController
class JobRetryController {
    private final JobRetry retries;
    private final JobStatusQueries statuses;
    private final Loop dispatch;
    private final Loop changes;

    JobRetryController(JobRetry retries, JobStatusQueries statuses, Loop dispatchLoop, Loop changeLoop) {
        this.retries = retries;
        this.statuses = statuses;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @PostMapping("/internal/jobs/{id}/retry")
    ResponseEntity<Object> retry(@PathVariable UUID id) {
        var answer = retries.retry(id);
        dispatch.wake();
        changes.wake();
        return answer(id, answer);
    }

    private ResponseEntity<Object> answer(UUID id, Answer answer) {
        return switch (answer) {
            case DONE ->
                statuses.status(id)
                        .<ResponseEntity<Object>>map(ResponseEntity::ok)
                        .orElseGet(() -> answer(id, Answer.UNKNOWN));
            case UNKNOWN -> problem(HttpStatus.NOT_FOUND, "job-not-found", "The job does not exist");
            case NOT_FAILED -> problem(HttpStatus.CONFLICT, "not-failed", "Only a failed job can be retried");
            case CLEANING_UP -> problem(HttpStatus.CONFLICT, "cleaning-up", "The failed job is still being cleaned up");
        };
    }

    private static ResponseEntity<Object> problem(HttpStatus status, String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return ResponseEntity.of(problem).build();
    }
}
