package dev.waymill.gateway;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.stack.test.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/// A complete gateway in this JVM, with a fresh database, a random port and two [FakeUpstream]s.
public final class RunningGateway implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Map<Map<String, String>, RunningGateway> SHARED = new ConcurrentHashMap<>();

    public final FakeUpstream scheduler = FakeUpstream.start();
    public final FakeUpstream worker = FakeUpstream.start();
    public final Path directory;
    private final Map<String, String> properties = new HashMap<>();
    private ConfigurableApplicationContext context;
    private String adminKey;

    private RunningGateway(Map<String, String> more) {
        try {
            directory = Files.createTempDirectory("gateway");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.putAll(TestStack.get().springProperties("gateway"));
        properties.put("server.port", "0");
        properties.put(
                "waymill.object-store.uri", directory.resolve("objects").toUri().toString());
        properties.put("waymill.keys.admin-file", directory.resolve("admin.key").toString());
        properties.put("waymill.scheduler.url", scheduler.url());
        properties.put("waymill.worker.url", worker.url());
        properties.put("waymill.probe.every", "0");
        properties.putAll(more);
        context = run();
        adminKey = readAdminKey();
    }

    public static RunningGateway start() {
        return start(Map.of());
    }

    /// Starts a gateway.
    ///
    /// @param properties override the defaults of the tests
    public static RunningGateway start(Map<String, String> properties) {
        return new RunningGateway(properties);
    }

    public static RunningGateway shared() {
        return shared(Map.of());
    }

    /// Returns the gateway with these properties that test classes share, and starts it for the first of them.
    /// Its upstream services respond without delay. It runs to the end of the JVM, so do not stop it. It reads no
    /// events of jobs: all gateways are in one consumer group, and those of other tests need the events. So it is
    /// not ready for long.
    public static RunningGateway shared(Map<String, String> properties) {
        var shared = SHARED.computeIfAbsent(properties, _ -> {
            var gateway = start(properties);
            // Otherwise the loop would start the consumer again.
            gateway.bean("consumerWatchLoop", Loop.class).stop();
            gateway.bean(KafkaListenerEndpointRegistry.class).stop();
            return gateway;
        });
        shared.scheduler.delayBy(0);
        shared.worker.delayBy(0);
        return shared;
    }

    /// Returns a shared gateway that keeps live points in its database and publishes none.
    public static RunningGateway holdingLivePoints() {
        var gateway = shared(Map.of("spring.application.name", "holding"));
        gateway.holdLivePoints();
        return gateway;
    }

    /// Keeps live points in the database, until the next restart.
    public void holdLivePoints() {
        bean("livePointsLoop", Loop.class).stop();
    }

    /// Restarts the gateway on the same data, with the given properties changed.
    public void restart(Map<String, String> changed) {
        context.close();
        properties.putAll(changed);
        context = run();
    }

    public void stop() {
        context.close();
    }

    public String adminKey() {
        return adminKey;
    }

    /// Creates a key for the owner.
    public String key(String owner, String role) {
        var body = """
                {"owner": "%s", "role": "%s", "name": "test"}""".formatted(owner, role);
        return post("/api/v1/keys", adminKey, body).is(201).text("/key");
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /// The stored file of the import, if it has one.
    public Optional<Path> importFile(Object job) {
        return storedFiles().stream()
                .filter(file -> file.getFileName().toString().equals(job.toString()))
                .findFirst();
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public int managementPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
    }

    /// The response to a Prometheus scrape.
    public String meters() {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + "/actuator/prometheus"))
                        .header("X-Waymill-Secret", properties.getOrDefault("waymill.secret", "none")))
                .is(200)
                .response()
                .body();
    }

    public ApplicationContext context() {
        return context;
    }

    public String url() {
        return "http://localhost:" + port();
    }

    public Answered get(String path, String key) {
        return send(request(path, key).GET());
    }

    /// Posts a JSON body.
    public Answered post(String path, String key, String json) {
        return send(
                request(path, key).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /// Uploads an import as a raw body.
    public Answered upload(String query, String key, byte[] body) {
        return send(request("/api/v1/imports" + query, key)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /// Starts to build a request.
    ///
    /// @param key no key is sent when empty
    public HttpRequest.Builder request(String path, String key) {
        var request = HttpRequest.newBuilder(URI.create(url() + path));
        return key.isEmpty() ? request : request.header("X-API-Key", key);
    }

    public Answered send(HttpRequest.Builder request) {
        try {
            return new Answered(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// All files of the object store, including partial ones.
    public List<Path> storedFiles() {
        try (var files = Files.walk(directory.resolve("objects"))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        scheduler.close();
        worker.close();
    }

    private ConfigurableApplicationContext run() {
        var arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new SpringApplicationBuilder(GatewayApplication.class).run(arguments);
    }

    private String readAdminKey() {
        try {
            return Files.readString(directory.resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
