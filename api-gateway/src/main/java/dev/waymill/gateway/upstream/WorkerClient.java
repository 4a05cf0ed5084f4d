package dev.waymill.gateway.upstream;

import dev.waymill.events.RemovePoints;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/// Calls the worker's internal REST. Thread-safe.
@Component
public class WorkerClient {
    private final UpstreamClient http;
    private final UpstreamClient timeline;
    private final UpstreamClient files;

    WorkerClient(WorkerProperties properties, UpstreamClients upstreams) {
        this.http = upstreams.client("worker", properties.url(), properties.connectTimeout(), properties.readTimeout());
        this.timeline = upstreams.client(
                "timeline", properties.url(), properties.connectTimeout(), properties.timelineTimeout());
        this.files =
                upstreams.client("files", properties.url(), properties.connectTimeout(), properties.exportTimeout());
    }

    /// Returns the attempts at the job's tasks and the summary of its import, as
    /// [dev.waymill.events.rest.Executions].
    public Reply execution(UUID job) {
        return http.send(HttpMethod.GET, "/internal/executions/{id}", job);
    }

    /// Returns what the owner's import would add, as [dev.waymill.events.rest.ImportPreview].
    public Reply preview(String owner, UUID job) {
        return timeline.send(HttpMethod.GET, "/internal/imports/{id}/preview?owner={owner}", job, owner);
    }

    /// Returns the state of the owner's import, as [dev.waymill.events.rest.ImportState].
    public Reply importState(String owner, UUID job) {
        return http.send(HttpMethod.GET, "/internal/imports/{id}/state?owner={owner}", job, owner);
    }

    /// Returns what the removal would remove, as [dev.waymill.events.rest.RemovalPreview].
    public Reply previewRemoval(String owner, RemovePoints removal) {
        return timeline.post(removal, "/internal/removals/preview?owner={owner}", owner);
    }

    /// Returns the state of the owner's removal, as [dev.waymill.events.rest.RemovalState].
    public Reply removalState(String owner, UUID job) {
        return http.send(HttpMethod.GET, "/internal/removals/{id}/state?owner={owner}", job, owner);
    }

    /// Reads the stream of a long response.
    @FunctionalInterface
    public interface Taker {
        void take(InputStream body) throws IOException;
    }

    /// Streams a page of the owner's points. The parameters, the result and the exceptions are those of
    /// [#export].
    public Optional<Reply> points(String owner, Map<String, String> query, Taker taker) {
        return timeline.pass(taker::take, queryOf("/internal/points", owner, query));
    }

    /// Streams a part of the owner's timeline as a file.
    ///
    /// @param query further query parameters, with the names that the worker uses
    /// @return empty if the taker has read all of the response; otherwise why the taker was not called
    /// @throws org.springframework.web.client.ResourceAccessException if the response breaks off
    public Optional<Reply> export(String owner, Map<String, String> query, Taker taker) {
        return files.pass(taker::take, queryOf("/internal/points/export", owner, query));
    }

    private static Query queryOf(String path, String owner, Map<String, String> parameters) {
        var query = new Query(path).with("owner", owner);
        new TreeMap<>(parameters).forEach(query::with);
        return query;
    }

    boolean isReady() {
        return http.isReady();
    }
}
