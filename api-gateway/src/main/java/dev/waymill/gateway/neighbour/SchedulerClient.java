package dev.waymill.gateway.neighbour;

import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/// The scheduler's internal REST. Thread-safe.
@Component
public class SchedulerClient {
    private final NeighbourClient http;

    SchedulerClient(SchedulerProperties properties) {
        this.http = new NeighbourClient(properties.url(), properties.connectTimeout(), properties.readTimeout());
    }

    /// The job and its tasks.
    public Answer status(UUID job) {
        return http.ask(HttpMethod.GET, "/internal/jobs/{id}/status", job);
    }

    /// Asks for the job to be cancelled; once it is, asking again is no error.
    public Answer cancel(UUID job) {
        return http.ask(HttpMethod.POST, "/internal/jobs/{id}/cancel", job);
    }

    /// Asks for the rest of the grace period to be skipped.
    public Answer promote(UUID job) {
        return http.ask(HttpMethod.POST, "/internal/jobs/{id}/promote", job);
    }

    boolean isReady() {
        return http.ask(HttpMethod.GET, "/actuator/health/readiness") instanceof Answer.Ok;
    }
}
