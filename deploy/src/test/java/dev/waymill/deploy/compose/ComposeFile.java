package dev.waymill.deploy.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file of Compose with its aliases resolved, but not its variables.
final class ComposeFile {
    static final Path ROOT =
            Path.of(System.getProperty("waymill.home", "..")).toAbsolutePath().normalize();

    static final String S3 = "deploy/compose/s3.yml";

    private final JsonNode content;

    private ComposeFile(JsonNode content) {
        this.content = content;
    }

    /// The one that is always used.
    static ComposeFile main() throws IOException {
        return read("docker-compose.yml");
    }

    /// What keeps files in S3, in addition to [#main].
    static ComposeFile s3() throws IOException {
        return read(S3);
    }

    private static ComposeFile read(String name) throws IOException {
        return new ComposeFile(JsonMapper.shared().valueToTree(new Yaml().load(Files.readString(ROOT.resolve(name)))));
    }

    JsonNode content() {
        return content;
    }

    /// The containers by name.
    Stream<Map.Entry<String, JsonNode>> containers() {
        return content.path("services").properties().stream();
    }
}
