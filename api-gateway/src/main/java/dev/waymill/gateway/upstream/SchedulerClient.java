package dev.waymill.gateway.upstream;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The scheduler's internal REST. Thread-safe.
@Component
public class SchedulerClient {
    private final UpstreamClient http;

    SchedulerClient(SchedulerProperties properties, UpstreamClients upstreams) {
        this.http =
                upstreams.client("scheduler", properties.url(), properties.connectTimeout(), properties.readTimeout());
    }

    /// Gets the job and its tasks.
    public Answer status(UUID job) {
        return http.ask(HttpMethod.GET, "/internal/jobs/{id}/status", job);
    }

    /// Cancels the job. Repeating this is no error.
    public Answer cancel(UUID job) {
        return http.ask(HttpMethod.POST, "/internal/jobs/{id}/cancel", job);
    }

    /// Skips the rest of the import's grace period.
    public Answer promote(UUID job) {
        return http.ask(HttpMethod.POST, "/internal/jobs/{id}/promote", job);
    }

    /// Sends a command for a job.
    ///
    /// @param order `hold`, `release` or `retry`
    public Answer order(UUID job, String order) {
        return http.ask(HttpMethod.POST, "/internal/jobs/{id}/{order}", job, order);
    }

    /// Sends a command with parameters for a job.
    ///
    /// @param order `priority` or `run-at`
    public Answer order(UUID job, String order, JsonNode body) {
        return http.post(body, "/internal/jobs/{id}/{order}", job, order);
    }

    /// Lists all attempts at the job's tasks.
    public Answer attempts(UUID job) {
        return http.ask(HttpMethod.GET, "/internal/jobs/{id}/attempts", job);
    }

    /// Returns which of the jobs the scheduler still keeps: `{kept: [ids]}`.
    public Answer kept(List<UUID> jobs) {
        var body = JsonNodeFactory.instance.objectNode();
        var ids = body.putArray("ids");
        jobs.forEach(job -> ids.add(job.toString()));
        return http.post(body, "/internal/jobs/kept");
    }

    /// Lists a page of dead letters.
    ///
    /// @param owner the owner of the dead letters; `*` for all owners
    /// @param query further query parameters, with the scheduler's names
    public Answer deadLetters(String owner, Map<String, String> query) {
        var names = List.copyOf(query.keySet());
        var path = names.stream()
                .map(name -> "&" + name + "={" + name + "}")
                .collect(Collectors.joining("", "/internal/dead-letters?owner={owner}", ""));
        var values = Stream.concat(Stream.of(owner), names.stream().map(query::get));
        return http.ask(HttpMethod.GET, path, values.toArray());
    }

    public Answer deadLetter(UUID id, String owner) {
        return http.ask(HttpMethod.GET, "/internal/dead-letters/{id}?owner={owner}", id, owner);
    }

    /// Resolves a dead letter.
    ///
    /// @param order `retry` or `dismiss`
    public Answer resolve(UUID id, String owner, String order, JsonNode body) {
        return http.post(body, "/internal/dead-letters/{id}/{order}?owner={owner}", id, order, owner);
    }

    /// Retries or counts all dead letters that match a filter.
    public Answer retryDeadLetters(String owner, JsonNode body) {
        return http.post(body, "/internal/dead-letters/retry?owner={owner}", owner);
    }

    /// Lists all dispatch limits.
    public Answer limits() {
        return http.ask(HttpMethod.GET, "/internal/limits");
    }

    /// Sets a dispatch limit and replaces the previous one.
    ///
    /// @param scope `type` or `owner`
    public Answer setLimit(String scope, String name, JsonNode body) {
        return http.post(body, "/internal/limits/{scope}/{name}", scope, name);
    }

    public Answer removeLimit(String scope, String name) {
        return http.ask(HttpMethod.DELETE, "/internal/limits/{scope}/{name}", scope, name);
    }

    /// @param order `pause` or `resume`
    public Answer orderLimit(String scope, String name, String order) {
        return http.ask(HttpMethod.POST, "/internal/limits/{scope}/{name}/{order}", scope, name, order);
    }

    boolean isReady() {
        return http.isReady();
    }
}
