package dev.waymill.deploy.monitoring;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.ApiException;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.sample.SampleTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// A bit of everything that Waymill does: imports, reverts, live points, jobs that succeed, are retried or die, and
/// requests that are refused.
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int POINTS = 500;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final String QUICK = "\"backoff\": {\"base\": \"PT0.1S\", \"factor\": 1, \"cap\": \"PT0.1S\"}";

    private final Api api;
    private int round;

    Load(ServiceStack services) throws IOException {
        this.api = new Api(services.url(), services.adminKey());
        api.post("/schedules", "{\"name\": \"tick\", \"type\": \"noop\", \"every\": \"PT1S\"}");
    }

    /// Takes some seconds.
    void run() throws IOException, InterruptedException {
        round++;
        api.post("/jobs", "{\"type\": \"noop\"}");
        simulate("{\"action\": \"fail\", \"times\": 1}");
        simulate("{\"action\": \"fail\", \"retryable\": false}");
        livePoints();
        refused();
        var job = api.upload("round-" + round + ".gpx", file(), Map.of("grace", "PT0S"))
                .path("id")
                .asString();
        api.awaitEnd(job, PATIENCE, _ -> {});
        api.awaitEnd(api.postForJob("/imports/" + job + "/revert"), PATIENCE, _ -> {});
    }

    private void simulate(String step) {
        api.post("/jobs", "{\"type\": \"simulation\", \"payload\": {\"steps\": [%s]}, %s}".formatted(step, QUICK));
    }

    /// Two points, one of which is nowhere on earth.
    private void livePoints() {
        api.post("/ingest/overland", "{\"locations\": [%s, %s]}".formatted(location(51.5), location(151.5)));
    }

    private String location(double latitude) {
        return """
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-0.12, %s]},
                 "properties": {"timestamp": "%s", "device_id": "phone"}}
                """.formatted(latitude, FIRST.plusSeconds(round));
    }

    private void refused() {
        try {
            api.get("/jobs/unknown");
        } catch (ApiException e) {
            // As expected.
        }
    }

    /// A track with a point nowhere on earth, different in each round.
    private byte[] file() throws IOException {
        var out = new ByteArrayOutputStream();
        SampleTrack.writeGpx(out, round, POINTS);
        return out.toString(StandardCharsets.UTF_8)
                .replaceFirst("<trkpt lat=\"[^\"]*\"", "<trkpt lat=\"151.5\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        api.close();
    }
}
