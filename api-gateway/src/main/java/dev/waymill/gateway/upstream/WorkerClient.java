package dev.waymill.gateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/// The worker's internal REST. Thread-safe.
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

    /// Gets the attempts at the job's tasks, and what its import found.
    public Answer execution(UUID job) {
        return http.ask(HttpMethod.GET, "/internal/executions/{id}", job);
    }

    /// Gets a preview of what the owner's import would add.
    public Answer preview(String owner, UUID job) {
        return timeline.ask(HttpMethod.GET, "/internal/imports/{id}/preview?owner={owner}", job, owner);
    }

    /// Gets the state of the owner's import: `{state}`.
    public Answer importState(String owner, UUID job) {
        return http.ask(HttpMethod.GET, "/internal/imports/{id}/state?owner={owner}", job, owner);
    }

    /// Reads the stream of a long response.
    @FunctionalInterface
    public interface Taker {
        void take(InputStream body) throws IOException;
    }

    /// Streams a page of the owner's points, like [#export].
    public Optional<Answer> points(String owner, Map<String, String> query, Taker taker) {
        var asked = Query.of("/internal/points", owner, query);
        return timeline.pass(taker::take, asked.path(), asked.values());
    }

    /// Streams a part of the owner's timeline as a file.
    ///
    /// @param query further query parameters, with the worker's names
    /// @return empty when the taker has read the whole response; otherwise the reason why it was not called
    /// @throws org.springframework.web.client.ResourceAccessException when the response was interrupted
    public Optional<Answer> export(String owner, Map<String, String> query, Taker taker) {
        var asked = Query.of("/internal/points/export", owner, query);
        return files.pass(taker::take, asked.path(), asked.values());
    }

    /// A path template and the values of its variables.
    private record Query(String path, Object[] values) {
        static Query of(String path, String owner, Map<String, String> query) {
            var names = query.keySet().stream().sorted().toList();
            var template = names.stream()
                    .map(name -> "&" + name + "={" + name + "}")
                    .collect(Collectors.joining("", path + "?owner={owner}", ""));
            var values = Stream.concat(Stream.of(owner), names.stream().map(query::get));
            return new Query(template, values.toArray());
        }
    }

    boolean isReady() {
        return http.isReady();
    }
}
