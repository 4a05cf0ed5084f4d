package dev.waymill.deploy.monitoring;

import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Prometheus with the files of `deploy/prometheus`. Only addresses differ, and it scrapes and
/// evaluates more often.
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /// Also the timeout of a scrape, which may take seconds on a busy machine.
    private static final String SCRAPES = "5s";
    private static final Duration STEP = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ChildProcess process;
    private final URI url;
    private final Instant started = Instant.now();

    private Prometheus(ChildProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    /// @param alertmanager its host and port
    static Prometheus start(Path directory, ServiceStack services, String alertmanager) throws IOException {
        int port = new Settings(directory.resolve("ports")).port("prometheus");
        var config = Files.writeString(
                directory.resolve("prometheus.json"),
                config(directory, services, alertmanager).toString());
        var process = ChildProcess.start(
                directory,
                "prometheus.log",
                PrometheusPrograms.prometheus().toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port);
        var prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
        await().atMost(PATIENCE).ignoreExceptions().until(prometheus::isReady);
        return prometheus;
    }

    private static JsonNode config(Path directory, ServiceStack services, String alertmanager) throws IOException {
        var secret = Files.writeString(directory.resolve("secret"), services.secret());
        var targets = Map.of(
                "gateway", services.gateway().managementUrl(),
                "scheduler", services.scheduler().managementUrl(),
                "worker", services.worker().managementUrl());
        var config = (ObjectNode) Rules.read(Project.prometheus().resolve("prometheus.yml"));
        config.withObject("/global").put("scrape_interval", SCRAPES).put("evaluation_interval", "2s");
        config.putArray("rule_files")
                .add(Project.prometheus().resolve("rules/*.yml").toString());
        config.at("/alerting/alertmanagers/0/static_configs/0")
                .asObject()
                .putArray("targets")
                .add(alertmanager);
        for (var each : config.path("scrape_configs")) {
            var scrape = (ObjectNode) each;
            scrape.withObject("/authorization").put("credentials_file", secret.toString());
            scrape.remove("dns_sd_configs");
            scrape.putArray("static_configs")
                    .addObject()
                    .putArray("targets")
                    .add(Objects.requireNonNull(
                                    targets.get(scrape.path("job_name").asString()))
                            .getAuthority());
        }
        return config;
    }

    /// Returns the largest of the last values that the expression's series had since the start; empty if there are no
    /// series, or only such that never were a number.
    OptionalDouble lastValue(String expression) throws IOException, InterruptedException {
        var query = "query=" + encoded(expression) + "&start=" + started.getEpochSecond() + "&end="
                + Instant.now().getEpochSecond() + "&step=" + STEP.toSeconds();
        return get("/api/v1/query_range?" + query)
                .at("/data/result")
                .valueStream()
                .flatMapToDouble(series -> lastNumber(series).stream())
                .max();
    }

    private static OptionalDouble lastNumber(JsonNode series) {
        return series.path("values")
                .valueStream()
                .map(value -> value.path(1).asString().replace("Inf", "Infinity"))
                .mapToDouble(Double::parseDouble)
                .filter(Double::isFinite)
                .reduce((_, last) -> last);
    }

    List<String> targetsUp() throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + encoded("up == 1"))
                .at("/data/result")
                .valueStream()
                .map(series -> series.at("/metric/job").asString())
                .sorted()
                .toList();
    }

    private boolean isReady() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve("/-/ready")).build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve(path)).build();
        var answer = JsonMapper.shared()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
        if (!answer.path("status").asString("").equals("success")) {
            throw new IOException(path + ": " + answer);
        }
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        http.close();
        process.close();
    }
}
