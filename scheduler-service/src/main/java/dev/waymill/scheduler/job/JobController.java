package dev.waymill.scheduler.job;

import dev.waymill.events.rest.JobAttempt;
import dev.waymill.events.rest.JobStatus;
import dev.waymill.events.rest.JobStatus.TaskStatus;
import dev.waymill.events.rest.Page;
import dev.waymill.events.rest.PriorityChange;
import dev.waymill.events.rest.Refusal;
import dev.waymill.events.rest.RunAtChange;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.problem.RefusedException;
import dev.waymill.scheduler.job.query.JobStatusQueries;
import java.util.List;
import java.util.UUID;
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
    private final JobCommands commands;
    private final JobRetry retry;
    private final JobStatusQueries statuses;
    private final Loop dispatch;
    private final Loop changes;

    JobController(JobCommands commands, JobRetry retry, JobStatusQueries statuses, Loop dispatchLoop, Loop changeLoop) {
        this.commands = commands;
        this.retry = retry;
        this.statuses = statuses;
        this.dispatch = dispatchLoop;
        this.changes = changeLoop;
    }

    @GetMapping("/status")
    JobStatus<List<TaskStatus>> status(@PathVariable UUID id) {
        return statuses.status(id).orElseThrow(() -> new RefusedException(Refusal.JOB_NOT_FOUND));
    }

    /// All fit into one page.
    @GetMapping("/attempts")
    Page<JobAttempt> attempts(@PathVariable UUID id) {
        var attempts = statuses.attempts(id);
        if (attempts.isEmpty()) {
            status(id);
        }
        return new Page<>(attempts, null);
    }

    @PostMapping("/cancel")
    JobStatus<List<TaskStatus>> cancel(@PathVariable UUID id) {
        return changed(id, commands.cancel(id));
    }

    @PostMapping("/promote")
    JobStatus<List<TaskStatus>> promote(@PathVariable UUID id) {
        return changed(id, commands.promote(id));
    }

    @PostMapping("/hold")
    JobStatus<List<TaskStatus>> hold(@PathVariable UUID id) {
        return changed(id, commands.hold(id));
    }

    @PostMapping("/release")
    JobStatus<List<TaskStatus>> release(@PathVariable UUID id) {
        return changed(id, commands.release(id));
    }

    @PostMapping("/retry")
    JobStatus<List<TaskStatus>> retry(@PathVariable UUID id) {
        return changed(id, retry.retry(id));
    }

    @PostMapping("/priority")
    JobStatus<List<TaskStatus>> priority(@PathVariable UUID id, @RequestBody PriorityChange change) {
        return changed(id, commands.priority(id, change.priority()));
    }

    @PostMapping("/run-at")
    JobStatus<List<TaskStatus>> runAt(@PathVariable UUID id, @RequestBody RunAtChange change) {
        return changed(id, commands.runAt(id, change.runAt()));
    }

    private JobStatus<List<TaskStatus>> changed(UUID id, CommandResult result) {
        dispatch.wake();
        changes.wake();
        result.orThrow();
        return status(id);
    }
}
