package dev.waymill.gateway.neighbour;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/// The worker's internal REST. Thread-safe.
@Component
public class WorkerClient {
    private final NeighbourClient http;
    private final NeighbourClient timeline;

    WorkerClient(WorkerProperties properties, Neighbours neighbours) {
        this.http =
                neighbours.client("worker", properties.url(), properties.connectTimeout(), properties.readTimeout());
        this.timeline = neighbours.client(
                "timeline", properties.url(), properties.connectTimeout(), properties.timelineTimeout());
    }

    /// The attempts at the job's tasks, and what its import found.
    public Answer execution(UUID job) {
        return http.ask(HttpMethod.GET, "/internal/executions/{id}", job);
    }

    /// A page of the owner's points.
    ///
    /// @param query further query parameters as the worker knows them
    public Answer points(String owner, Map<String, String> query) {
        var names = query.keySet().stream().sorted().toList();
        var path = names.stream()
                .map(name -> "&" + name + "={" + name + "}")
                .collect(Collectors.joining("", "/internal/points?owner={owner}", ""));
        var values = new Object[names.size() + 1];
        values[0] = owner;
        for (int i = 0; i < names.size(); i++) {
            values[i + 1] = query.get(names.get(i));
        }
        return timeline.ask(HttpMethod.GET, path, values);
    }

    boolean isReady() {
        return http.isReady();
    }
}
