package dev.waymill.scheduler.job;

import dev.waymill.scheduler.job.JobRequests.Answer;
import dev.waymill.scheduler.loop.Loop;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST about one job. The gateway has checked whose it is.
@RestController
@RequestMapping("/internal/jobs/{id}")
class JobController {
    private final JobRequests requests;
    private final JobStatusStore statuses;
    private final Loop dispatch;
    private final Loop changes;

    JobController(JobRequests requests, JobStatusStore statuses, Loop dispatchLoop, Loop changeLoop) {
        this.requests = requests;
        this.statuses = statuses;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @GetMapping("/status")
    ResponseEntity<Object> status(@PathVariable UUID id) {
        return answer(id, Answer.DONE);
    }

    @PostMapping("/cancel")
    ResponseEntity<Object> cancel(@PathVariable UUID id) {
        return changed(id, requests.cancel(id));
    }

    @PostMapping("/promote")
    ResponseEntity<Object> promote(@PathVariable UUID id) {
        return changed(id, requests.promote(id));
    }

    private ResponseEntity<Object> changed(UUID id, Answer answer) {
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
            case UNKNOWN -> problem(HttpStatus.NOT_FOUND, "job-not-found", "There is no such job");
            case ALREADY_FINISHED -> problem(HttpStatus.CONFLICT, "already-finished", "The job is over");
            case PAST_CANCELLING ->
                problem(HttpStatus.CONFLICT, "past-cancelling", "The job has begun what cannot be stopped half-way");
            case NOT_IN_GRACE -> problem(HttpStatus.CONFLICT, "not-in-grace", "The job is in no grace period");
        };
    }

    private static ResponseEntity<Object> problem(HttpStatus status, String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return ResponseEntity.of(problem).build();
    }
}
