package dev.waymill.deploy.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The chart as rendered with a file of values.
///
/// @param manifests all resources
record Chart(List<JsonNode> manifests) {
    static final Path ROOT =
            Path.of(System.getProperty("waymill.home", "..")).toAbsolutePath().normalize();

    private static final Path FOLDER = ROOT.resolve("deploy/helm/waymill");
    /// The oldest version that the chart accepts.
    private static final String KUBERNETES = "1.30.0";

    /// The files of values, which are all to be rendered.
    static List<String> valuesFiles() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("values.*\\.yaml"))
                    .toList();
        }
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    /// @param values name of a file
    /// @param settings further values by their paths
    static Chart render(String values, Map<String, Object> settings) {
        var template = new Helm(FOLDER)
                .template()
                .withName("waymill")
                .withNamespace("jobs")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(FOLDER.resolve(values));
        settings.forEach(template::set);
        return new Chart(parse(template.call()));
    }

    static Chart render(String values) {
        return render(values, Map.of());
    }

    Stream<JsonNode> all(String kind) {
        return manifests.stream().filter(manifest -> kind.equals(kind(manifest)));
    }

    JsonNode one(String kind, String name) {
        return all(kind)
                .filter(manifest -> name.equals(name(manifest)))
                .findFirst()
                .orElseThrow();
    }

    static String kind(JsonNode manifest) {
        return manifest.path("kind").asString();
    }

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asString();
    }

    /// The pod template's labels of a deployment.
    static JsonNode podLabels(JsonNode deployment) {
        return deployment.at("/spec/template/metadata/labels");
    }

    static JsonNode container(JsonNode deployment) {
        return deployment.at("/spec/template/spec/containers/0");
    }

    static List<JsonNode> parse(String yaml) {
        return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
                .map(manifest -> JsonMapper.shared().<JsonNode>valueToTree(manifest))
                .filter(JsonNode::isObject)
                .toList();
    }
}
