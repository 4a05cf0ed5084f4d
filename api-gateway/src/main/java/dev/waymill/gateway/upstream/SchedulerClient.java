package dev.waymill.gateway.upstream;

import dev.waymill.events.rest.DeadLetterBulkRetry;
import dev.waymill.events.rest.DeadLetterDismissal;
import dev.waymill.events.rest.DeadLetterFilter;
import dev.waymill.events.rest.DeadLetterRetryRequest;
import dev.waymill.events.rest.DispatchLimit;
import dev.waymill.events.rest.KeptJobsRequest;
import dev.waymill.events.rest.PriorityChange;
import dev.waymill.events.rest.RunAtChange;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/// Calls the scheduler's internal REST. Thread-safe.
@Component
public class SchedulerClient {
    private final UpstreamClient http;

    SchedulerClient(SchedulerProperties properties, UpstreamClients upstreams) {
        this.http =
                upstreams.client("scheduler", properties.url(), properties.connectTimeout(), properties.readTimeout());
    }

    /// Returns the job and its tasks as [dev.waymill.events.rest.JobStatus]. The job commands return the same.
    public Reply status(UUID job) {
        return http.send(HttpMethod.GET, "/internal/jobs/{id}/status", job);
    }

    /// Cancels the job. Repeating this is not an error.
    public Reply cancel(UUID job) {
        return http.send(HttpMethod.POST, "/internal/jobs/{id}/cancel", job);
    }

    /// Skips the rest of the job's grace period.
    public Reply promote(UUID job) {
        return http.send(HttpMethod.POST, "/internal/jobs/{id}/promote", job);
    }

    /// Sends a command for a job.
    ///
    /// @param order `hold`, `release` or `retry`
    public Reply order(UUID job, String order) {
        return http.send(HttpMethod.POST, "/internal/jobs/{id}/{order}", job, order);
    }

    /// Changes the job's priority.
    public Reply change(UUID job, PriorityChange change) {
        return http.post(change, "/internal/jobs/{id}/priority", job);
    }

    /// Changes the due time of the job's waiting tasks.
    public Reply change(UUID job, RunAtChange change) {
        return http.post(change, "/internal/jobs/{id}/run-at", job);
    }

    /// Lists the attempts at the job's tasks as [dev.waymill.events.rest.JobAttempt].
    public Reply attempts(UUID job) {
        return http.send(HttpMethod.GET, "/internal/jobs/{id}/attempts", job);
    }

    /// Returns which of the jobs the scheduler keeps, as [dev.waymill.events.rest.KeptJobs].
    public Reply kept(List<UUID> jobs) {
        return http.post(new KeptJobsRequest(jobs), "/internal/jobs/kept");
    }

    /// Lists a page of dead letters.
    ///
    /// @param owner the owner of the dead letters; `*` for all owners
    public Reply deadLetters(String owner, DeadLetterFilter filter, @Nullable String cursor, @Nullable Integer limit) {
        var query = new Query("/internal/dead-letters")
                .with("owner", owner)
                .with("type", filter.type())
                .with("errorClass", filter.errorClass())
                .with("state", filter.state())
                .with("from", filter.from())
                .with("to", filter.to())
                .with("cursor", cursor)
                .with("limit", limit);
        return http.send(HttpMethod.GET, query.template(), query.values());
    }

    public Reply deadLetter(UUID id, String owner) {
        return http.send(HttpMethod.GET, "/internal/dead-letters/{id}?owner={owner}", id, owner);
    }

    public Reply retry(UUID id, String owner, DeadLetterRetryRequest body) {
        return http.post(body, "/internal/dead-letters/{id}/retry?owner={owner}", id, owner);
    }

    public Reply dismiss(UUID id, String owner, DeadLetterDismissal body) {
        return http.post(body, "/internal/dead-letters/{id}/dismiss?owner={owner}", id, owner);
    }

    /// Retries or counts all open dead letters that match a filter.
    public Reply retryAll(String owner, DeadLetterBulkRetry body) {
        return http.post(body, "/internal/dead-letters/retry?owner={owner}", owner);
    }

    /// Returns the queues and workers as [dev.waymill.events.rest.SchedulerStatus].
    public Reply status() {
        return http.send(HttpMethod.GET, "/internal/status");
    }

    /// Lists all dispatch limits as [DispatchLimit].
    public Reply limits() {
        return http.send(HttpMethod.GET, "/internal/limits");
    }

    /// Sets a dispatch limit and replaces the previous one.
    ///
    /// @param scope `type` or `owner`
    public Reply setLimit(String scope, String name, DispatchLimit.Change body) {
        return http.post(body, "/internal/limits/{scope}/{name}", scope, name);
    }

    public Reply removeLimit(String scope, String name) {
        return http.send(HttpMethod.DELETE, "/internal/limits/{scope}/{name}", scope, name);
    }

    /// @param order `pause` or `resume`
    public Reply orderLimit(String scope, String name, String order) {
        return http.send(HttpMethod.POST, "/internal/limits/{scope}/{name}/{order}", scope, name, order);
    }

    boolean isReady() {
        return http.isReady();
    }
}
