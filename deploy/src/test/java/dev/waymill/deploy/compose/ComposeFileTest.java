package dev.waymill.deploy.compose;

import static dev.waymill.deploy.compose.ComposeFile.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ComposeFileTest {
    private static final String SECRETS = "./deploy/compose/secrets/";
    private static final Pattern IMAGE = Pattern.compile("\\$\\{WAYMILL_[A-Z0-9]+_IMAGE:-[^}]+}");

    @TempDir
    Path directory;

    private ComposeFile file;
    private ComposeFile s3;

    @BeforeEach
    void read() throws IOException {
        file = ComposeFile.main();
        s3 = ComposeFile.s3();
    }

    /// All containers that a file defines, other than changes to those of another.
    private Stream<Map.Entry<String, JsonNode>> containers() {
        return Stream.concat(file.containers(), s3.containers())
                .filter(one -> one.getValue().has("image"));
    }

    @Test
    void every_image_can_be_replaced_by_a_variable() {
        assertThat(containers())
                .hasSizeGreaterThan(10)
                .allSatisfy(one ->
                        assertThat(one.getValue().path("image").asString()).matches(IMAGE));
    }

    @Test
    void every_container_is_watched_and_bounded_and_has_no_rights() {
        assertThat(containers()).allSatisfy(one -> {
            var container = one.getValue();
            // Our own have the health check of the image.
            assertThat(container.has("healthcheck") || container.has("build")).isTrue();
            assertThat(container.path("mem_limit").asString()).matches("[0-9]+[mg]");
            assertThat(container.path("pids_limit").asInt()).isPositive();
            assertThat(container.path("user").asString("root"))
                    .doesNotStartWith("root")
                    .doesNotStartWith("0");
            assertThat(container.at("/cap_drop/0").asString()).isEqualTo("ALL");
            assertThat(container.at("/security_opt/0").asString()).isEqualTo("no-new-privileges:true");
            assertThat(container.path("read_only").asBoolean())
                    .isEqualTo(!one.getKey().equals("kafka"));
        });
    }

    @Test
    void only_the_api_and_the_web_pages_of_the_observers_are_reachable_from_outside_and_only_from_this_machine() {
        var published =
                file.containers().filter(one -> one.getValue().has("ports")).toList();

        assertThat(published)
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("proxy", "prometheus", "grafana", "jaeger");
        assertThat(published)
                .allSatisfy(one -> assertThat(
                                one.getValue().path("ports").valueStream().map(JsonNode::asString))
                        .allMatch(port ->
                                port.startsWith("127.0.0.1:") || port.startsWith("${WAYMILL_ADDRESS:-127.0.0.1}:")));
    }

    @Test
    void every_mounted_file_exists() {
        var mounted = file.containers()
                .flatMap(one -> one.getValue().path("volumes").valueStream())
                .map(JsonNode::asString)
                .filter(volume -> volume.startsWith("./") && !volume.startsWith(SECRETS))
                .map(volume -> volume.substring(0, volume.indexOf(':')));

        assertThat(mounted)
                .isNotEmpty()
                .allSatisfy(source -> assertThat(ROOT.resolve(source)).exists());
    }

    @Test
    void the_script_creates_every_secret_once_and_each_with_a_content_of_its_own() throws Exception {
        var names = Stream.of(file, s3)
                .flatMap(one -> one.content().path("secrets").properties().stream())
                .map(secret -> secret.getValue().path("file").asString())
                .toList();
        assertThat(names).isNotEmpty().allMatch(name -> name.startsWith(SECRETS));

        var first = createSecrets(directory.resolve("one"));
        var again = createSecrets(directory.resolve("one"));
        var other = createSecrets(directory.resolve("other"));

        assertThat(first.keySet())
                .containsExactlyInAnyOrderElementsOf(names.stream()
                        .map(name -> name.substring(SECRETS.length()))
                        .toList());
        assertThat(first.get("admin.key")).matches("wm_[A-Za-z0-9_-]{12}_[A-Za-z0-9_-]{43}\n");
        assertThat(again).isEqualTo(first);
        assertThat(Stream.concat(first.values().stream(), other.values().stream())
                        .collect(Collectors.toSet()))
                .hasSize(2 * names.size())
                .allMatch(content -> content.length() > 16);
    }

    @Test
    void older_versions_of_compose_can_read_the_file() {
        assertThat(Stream.of(file, s3).flatMap(one -> one.content().propertyNames().stream()))
                .allMatch(name -> Set.of("services", "volumes", "secrets").contains(name) || name.startsWith("x-"));
    }

    @Test
    void the_older_builder_can_read_the_dockerfile() throws IOException {
        assertThat(Files.readString(ROOT.resolve("Dockerfile"))).doesNotContain("--mount", "--link", "# syntax", "<<");
    }

    @Test
    void compose_accepts_the_file() throws Exception {
        var compose = Engine.compose();
        assumeTrue(compose.isPresent(), "SKIPPED: neither docker compose nor docker-compose is installed");

        var result = Engine.run(
                compose.get()
                        .with("-f", "docker-compose.yml", "-f", ComposeFile.S3, "--profile", "observe", "config", "-q"),
                Map.of());

        assertThat(result.output()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    /// Runs a copy of the script, which writes beside itself.
    private static Map<String, String> createSecrets(Path folder) throws Exception {
        var compose = Files.createDirectories(folder.resolve("compose"));
        var script = compose.resolve("secrets.sh");
        if (!Files.exists(script)) {
            Files.copy(ROOT.resolve("deploy/compose/secrets.sh"), script);
        }
        var process = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try (var files = Files.list(compose.resolve("secrets"))) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(one -> one.getFileName().toString(), ComposeFileTest::content));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
