package dev.waymill.deploy.compose;

import static dev.waymill.deploy.compose.ComposeFile.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waymill.cli.api.Api;
import dev.waymill.stack.sample.SampleTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Builds the images and runs the sample through `docker-compose.yml`, with files in S3. It takes minutes, so it runs
/// only with
/// `-Dwaymill.containers=pull`, which pulls what the images are made of, or `make`, which makes all of it from Debian's
/// packages where nothing can be pulled.
class ComposeIT {
    private static final String WANTED = System.getProperty("waymill.containers", "");
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int POINTS = 20_000;
    /// Two of each service, PostgreSQL, Kafka, the proxy and S3.
    private static final int CONTAINERS = 10;

    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static Engine compose;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(!WANTED.isEmpty(), "SKIPPED: ./waymill test --containers runs it");
        assumeTrue(Engine.answers(), "SKIPPED: no container engine answers");
        compose = Engine.compose()
                .orElseThrow(() -> new IllegalStateException("Neither docker compose nor docker-compose is installed"));
        try (var free = new ServerSocket(0)) {
            VARIABLES.put("WAYMILL_PORT", Integer.toString(free.getLocalPort()));
        }
        VARIABLES.put("COMPOSE_PROJECT_NAME", "waymill-test");
        VARIABLES.put("COMPOSE_FILE", "docker-compose.yml:" + ComposeFile.S3);
        if (WANTED.equals("make")) {
            run(List.of("sh", "deploy/src/test/images/make.sh"));
            VARIABLES.put("DOCKER_BUILDKIT", "0");
            VARIABLES.put("WAYMILL_BASE_IMAGE", "waymill-test/base");
            for (var image : List.of("postgres", "kafka", "proxy", "s3")) {
                VARIABLES.put("WAYMILL_" + image.toUpperCase(Locale.ROOT) + "_IMAGE", "waymill-test/" + image);
            }
        }
        run(List.of("sh", "deploy/compose/secrets.sh"));
        run(compose.with("build"));
        run(compose.with("up", "--detach"));
        api = new Api(
                URI.create("http://127.0.0.1:" + VARIABLES.get("WAYMILL_PORT")),
                Files.readString(ROOT.resolve("deploy/compose/secrets/admin.key"))
                        .strip());
        await().atMost(PATIENCE).until(() -> healthy().size() == CONTAINERS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (api != null) {
            api.close();
        }
        if (compose != null) {
            run(compose.with("down", "--volumes"));
        }
    }

    @Test
    void the_sample_reaches_the_timeline_also_after_an_instance_of_each_service_was_killed() throws Exception {
        assertThat(importSample(1).at("/import/points/promoted").asInt()).isEqualTo(POINTS);

        for (var service : List.of("gateway", "scheduler", "worker")) {
            run(List.of("docker", "kill", containers(service).getFirst()));
        }

        assertThat(importSample(2).at("/import/points/promoted").asInt()).isEqualTo(POINTS);
    }

    @Test
    void every_service_starts_from_its_aot_cache() throws Exception {
        for (var service : List.of("gateway", "scheduler", "worker")) {
            var maps = run(List.of("docker", "exec", containers(service).getLast(), "cat", "/proc/1/maps"));

            assertThat(maps).contains("/app/service.aot");
        }
    }

    @Test
    void a_stopped_service_ends_by_itself() throws Exception {
        var worker = containers("worker").getLast();

        run(List.of("docker", "stop", "--time", "45", worker));

        // 128 + SIGTERM, after the shutdown hooks; 137 would be SIGKILL.
        assertThat(run(List.of("docker", "inspect", "--format", "{{.State.ExitCode}}", worker))
                        .strip())
                .isEqualTo("143");
        run(List.of("docker", "start", worker));
    }

    private static JsonNode importSample(long seed) throws Exception {
        var file = new ByteArrayOutputStream();
        SampleTrack.writeGpx(file, seed, POINTS);
        var job = api.upload("sample-" + seed + ".gpx", file.toByteArray(), Map.of("grace", "PT0S"));
        return api.awaitEnd(job.path("id").asString(), PATIENCE, _ -> {});
    }

    /// The running containers of a service.
    private static List<String> containers(String service) throws IOException {
        return run(compose.with("ps", "--quiet", service)).lines().toList();
    }

    private static List<String> healthy() throws IOException {
        var command = new ArrayList<>(List.of("docker", "ps", "--quiet", "--filter", "health=healthy"));
        command.addAll(List.of("--filter", "label=com.docker.compose.project=waymill-test"));
        return run(command).lines().toList();
    }

    private static String run(List<String> command) throws IOException {
        var result = Engine.run(command, VARIABLES);
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + result.output());
        }
        return result.output();
    }
}
