package dev.waymill.scheduler.job;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.job.JobCommands.Answer;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import dev.waymill.scheduler.job.query.JobStatusQueries.AttemptStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST for one job. The gateway has checked the owner.
@RestController
@RequestMapping("/internal/jobs/{id}")
class JobController {
    private final JobCommands requests;
    private final JobStatusQueries statuses;
    private final Loop dispatch;
    private final Loop changes;

    JobController(JobCommands requests, JobStatusQueries statuses, Loop dispatchLoop, Loop changeLoop) {
        this.requests = requests;
        this.statuses = statuses;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @GetMapping("/status")
    ResponseEntity<Object> status(@PathVariable UUID id) {
        return answer(id, Answer.DONE);
    }

    /// @param next for pages to come; null, since all fit into one
    record Attempts(List<AttemptStatus> items, @Nullable String next) {}

    @GetMapping("/attempts")
    ResponseEntity<Object> attempts(@PathVariable UUID id) {
        var attempts = statuses.attempts(id);
        return attempts.isEmpty() && statuses.status(id).isEmpty()
                ? answer(id, Answer.UNKNOWN)
                : ResponseEntity.ok(new Attempts(attempts, null));
    }

    @PostMapping("/cancel")
    ResponseEntity<Object> cancel(@PathVariable UUID id) {
        return changed(id, requests.cancel(id));
    }

    @PostMapping("/promote")
    ResponseEntity<Object> promote(@PathVariable UUID id) {
        return changed(id, requests.promote(id));
    }

    @PostMapping("/hold")
    ResponseEntity<Object> hold(@PathVariable UUID id) {
        return changed(id, requests.hold(id));
    }

    @PostMapping("/release")
    ResponseEntity<Object> release(@PathVariable UUID id) {
        return changed(id, requests.release(id));
    }

    record Priority(int priority) {
        Priority {
            if (priority < 0 || priority > 9) {
                throw new IllegalArgumentException("The priority must be 0 (first) to 9 (last)");
            }
        }
    }

    @PostMapping("/priority")
    ResponseEntity<Object> priority(@PathVariable UUID id, @RequestBody Priority wish) {
        return changed(id, requests.priority(id, wish.priority()));
    }

    record RunAt(Instant runAt) {
        private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

        RunAt {
            if (runAt == null || runAt.isBefore(Instant.EPOCH) || runAt.isAfter(LAST)) {
                throw new IllegalArgumentException("The time must be from 1970 to 9999");
            }
        }
    }

    @PostMapping("/run-at")
    ResponseEntity<Object> runAt(@PathVariable UUID id, @RequestBody RunAt wish) {
        return changed(id, requests.runAt(id, wish.runAt()));
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
            case UNKNOWN -> problem(HttpStatus.NOT_FOUND, "job-not-found", "The job does not exist");
            case ALREADY_FINISHED -> problem(HttpStatus.CONFLICT, "already-finished", "The job has finished");
            case PAST_CANCELLING ->
                problem(HttpStatus.CONFLICT, "past-cancelling", "A task that cannot be stopped has started");
            case NOT_IN_GRACE -> problem(HttpStatus.CONFLICT, "not-in-grace", "The job is not in a grace period");
            case NOTHING_WAITS -> problem(HttpStatus.CONFLICT, "nothing-waits", "No task of the job is waiting");
            case NOT_HELD -> problem(HttpStatus.CONFLICT, "not-held", "The job is not held");
        };
    }

    private static ResponseEntity<Object> problem(HttpStatus status, String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return ResponseEntity.of(problem).build();
    }
}
