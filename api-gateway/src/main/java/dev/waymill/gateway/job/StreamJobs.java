package dev.waymill.gateway.job;

import dev.waymill.events.LivePoints;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.trace.Traces;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Inserts the jobs that stand for live streams. The scheduler does not know them: they have no task, and run as
/// long as points arrive. Thread-safe.
@Repository
public class StreamJobs {
    private final JdbcClient jdbc;
    private final Traces traces;

    StreamJobs(JdbcClient jdbc, Traces traces) {
        this.jdbc = jdbc;
        this.traces = traces;
    }

    /// The payload of such a job.
    ///
    /// @param name for people
    /// @param device null for the points without a device
    public record Stream(String name, @Nullable String device) {}

    /// It counts as published.
    private static final String INSERT = """
            INSERT INTO job (id, owner, type, payload, payload_bytes, state, trace_id, traceparent, created_at, updated_at,
                             published_at)
            VALUES (:id, :owner, :type, :payload::json, :payloadBytes, 'running', :traceId, :traceparent, now(), now(),
                    now())
            """;

    public void insert(UUID id, String owner, String name, @Nullable String device) {
        var payload = RawJson.of(new Stream(name, device));
        var trace = traces.begin("live stream");
        jdbc.sql(INSERT)
                .param("id", id)
                .param("owner", owner)
                .param("type", LivePoints.JOB_TYPE)
                .param("payload", payload.text())
                .param("payloadBytes", payload.bytes())
                .param("traceId", trace.traceId())
                .param("traceparent", trace.traceparent())
                .update();
    }
}
