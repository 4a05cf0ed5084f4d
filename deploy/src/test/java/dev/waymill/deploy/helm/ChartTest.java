package dev.waymill.deploy.helm;

import static dev.waymill.deploy.helm.Chart.container;
import static dev.waymill.deploy.helm.Chart.podLabels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.events.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "Helm comes as a library for Linux")
class ChartTest {
    private static final List<String> PROBES = List.of("startupProbe", "readinessProbe", "livenessProbe");

    static Stream<String> values() throws IOException {
        return Chart.valuesFiles().stream();
    }

    @Test
    void helm_finds_no_fault() {
        var result = Chart.lint();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("values")
    void kubernetes_accepts_every_resource(String values) {
        assertThat(Chart.render(values).manifests())
                .hasSizeGreaterThan(10)
                .allSatisfy(manifest ->
                        assertThatCode(() -> TypedModels.check(manifest)).doesNotThrowAnyException());
    }

    @Test
    void a_field_that_kubernetes_does_not_know_is_found() {
        var deployment = (ObjectNode) Chart.render("values.yaml").one("Deployment", "waymill-worker");
        ((ObjectNode) deployment.at("/spec/template/spec")).put("terminationGracePeriod", 45);

        assertThatThrownBy(() -> TypedModels.check(deployment))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("terminationGracePeriod");
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_selector_selects_the_pods_of_one_deployment(String values) {
        var chart = Chart.render(values);
        var selectors = chart.manifests().stream()
                .flatMap(manifest -> Stream.of(
                        manifest.at("/spec/selector/matchLabels"),
                        manifest.at("/spec/podSelector/matchLabels"),
                        Chart.kind(manifest).equals("Service") ? manifest.at("/spec/selector") : manifest.path("none")))
                .filter(selector -> selector.has("app.kubernetes.io/component"))
                .toList();

        assertThat(selectors)
                .hasSize(4 * 3)
                .allSatisfy(selector -> assertThat(
                                chart.all("Deployment").filter(deployment -> contains(podLabels(deployment), selector)))
                        .hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_port_that_is_named_is_a_port_of_the_pods(String values) {
        var chart = Chart.render(values);

        assertThat(chart.all("Deployment")).hasSize(3).allSatisfy(deployment -> {
            var ports = container(deployment)
                    .path("ports")
                    .valueStream()
                    .collect(Collectors.toMap(
                            port -> port.path("name").asString(),
                            port -> port.path("containerPort").asInt()));
            var service = chart.one("Service", Chart.name(deployment));
            assertThat(service.at("/spec/ports").valueStream())
                    .allSatisfy(port -> assertThat(ports)
                            .containsEntry(
                                    port.path("targetPort").asString(),
                                    port.path("port").asInt()));
            for (var probe : PROBES) {
                assertThat(ports)
                        .containsKey(container(deployment)
                                .path(probe)
                                .at("/httpGet/port")
                                .asString());
            }
            var policy = chart.one("NetworkPolicy", Chart.name(deployment));
            assertThat(policy.findValues("port").stream()
                            .filter(JsonNode::isString)
                            .map(JsonNode::asString))
                    .isNotEmpty()
                    .allMatch(ports::containsKey);
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_probe_asks_for_a_path_that_needs_no_secret(String values) throws IOException {
        var open = Files.readString(Chart.ROOT.resolve("docs/open-routes.md"));

        assertThat(Chart.render(values).all("Deployment")).allSatisfy(deployment -> {
            for (var probe : PROBES) {
                var path = container(deployment).path(probe).at("/httpGet/path").asString();
                assertThat(open).contains("`GET " + path + "`");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_container_is_bounded_and_has_no_rights(String values) {
        assertThat(Chart.render(values).all("Deployment")).allSatisfy(deployment -> {
            var container = container(deployment);
            assertThat(container.at("/resources/limits/memory").asString()).matches("[0-9]+Mi");
            assertThat(container.at("/resources/requests").has("cpu")).isTrue();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asString())
                    .isEqualTo("ALL");
            var pod = deployment.at("/spec/template/spec");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_pod_is_not_killed_before_it_has_stopped(String values) {
        assertThat(Chart.render(values).all("Deployment")).allSatisfy(deployment -> {
            int drain = container(deployment)
                    .path("env")
                    .valueStream()
                    .filter(variable -> variable.path("name").asString().equals("WAYMILL_CONSUME_BOUNDS_DRAIN"))
                    .map(variable -> variable.path("value").asString())
                    .mapToInt(minutes -> 60 * Integer.parseInt(minutes.replace("m", "")))
                    .findFirst()
                    .orElse(10);
            int preStop =
                    container(deployment).at("/lifecycle/preStop/sleep/seconds").asInt();
            int handOverAndLoops = 12;
            assertThat(deployment
                            .at("/spec/template/spec/terminationGracePeriodSeconds")
                            .asInt())
                    .isGreaterThan(preStop + drain + handOverAndLoops + 10);
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void no_secret_is_in_a_resource(String values) {
        var chart = Chart.render(values);

        assertThat(chart.all("Secret")).isEmpty();
        assertThat(chart.all("Deployment"))
                .allSatisfy(deployment -> assertThat(container(deployment)
                                .path("env")
                                .valueStream()
                                .map(variable -> variable.path("name").asString()))
                        .noneMatch(
                                name -> name.endsWith("PASSWORD") || name.endsWith("SECRET") || name.endsWith("KEY")));
    }

    @Test
    void the_printed_secrets_are_those_that_the_pods_mount() throws Exception {
        var script = Chart.ROOT.resolve("deploy/helm/secrets.sh").toString();
        var process = new ProcessBuilder("sh", script).start();
        var secrets = Chart.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

        assertThat(secrets)
                .hasSize(4)
                .allSatisfy(secret ->
                        assertThatCode(() -> TypedModels.check(secret)).doesNotThrowAnyException());
        var keys = secrets.stream()
                .flatMap(secret ->
                        secret.path("stringData").propertyNames().stream().map(key -> Chart.name(secret) + "/" + key))
                .collect(Collectors.toSet());
        var mounted = Chart.render("values.yaml")
                .all("Deployment")
                .flatMap(deployment -> deployment.at("/spec/template/spec/volumes").findValues("secret").stream())
                .flatMap(secret -> secret.path("items")
                        .valueStream()
                        .map(item -> secret.path("name").asString() + "/"
                                + item.path("key").asString()))
                .collect(Collectors.toSet());
        assertThat(mounted).isEqualTo(keys);
    }

    @Test
    void files_are_in_s3_or_on_a_volume_that_gateways_and_workers_share() {
        var inS3 = Chart.render("values-large.yaml");
        var onVolume = Chart.render("values.yaml");

        for (var name : List.of("waymill-gateway", "waymill-worker")) {
            assertThat(inS3.one("Deployment", name).findValues("persistentVolumeClaim"))
                    .isEmpty();
            assertThat(inS3.one("Deployment", name).findValuesAsString("value")).contains("s3://waymill/objects");
            assertThat(onVolume.one("Deployment", name).findValuesAsString("claimName"))
                    .containsExactly("waymill-objects");
            assertThat(onVolume.one("Deployment", name).findValuesAsString("value"))
                    .contains("file:///data");
        }
        assertThat(onVolume.one("Deployment", "waymill-scheduler").findValues("persistentVolumeClaim"))
                .isEmpty();
    }

    @Test
    void what_is_scaled_by_load_has_no_fixed_number_and_at_most_a_worker_per_partition() {
        var chart = Chart.render("values-large.yaml");

        assertThat(chart.one("Deployment", "waymill-gateway").at("/spec").has("replicas"))
                .isFalse();
        assertThat(chart.one("Deployment", "waymill-worker").at("/spec").has("replicas"))
                .isFalse();
        assertThat(chart.one("Deployment", "waymill-scheduler")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(3);
        var scaled = chart.one("ScaledObject", "waymill-worker").path("spec");
        assertThat(scaled.path("minReplicaCount").asInt()).isPositive();
        assertThat(chart.all("KafkaTopic"))
                .allSatisfy(topic -> assertThat(topic.at("/spec/partitions").asInt())
                        .isGreaterThanOrEqualTo(
                                4 * scaled.path("maxReplicaCount").asInt()));
        assertThat(scaled.at("/fallback/replicas").asInt())
                .isBetween(
                        scaled.path("minReplicaCount").asInt(),
                        scaled.path("maxReplicaCount").asInt());
    }

    @Test
    void the_topics_are_those_that_the_services_would_create() {
        var chart = Chart.render("values-large.yaml");
        var topics = chart.all("KafkaTopic")
                .collect(Collectors.toMap(
                        Chart::name,
                        topic -> JsonMapper.shared()
                                .convertValue(topic.at("/spec/config"), new TypeReference<Map<String, String>>() {})));

        var expected = new HashMap<String, Map<String, String>>();
        Topics.all().forEach(topic -> expected.put(topic, Topics.create(topic).configs()));
        assertThat(topics).isEqualTo(expected);
    }

    @Test
    void the_rules_are_those_of_prometheus() throws IOException {
        var rules = Chart.render("values-large.yaml").all("PrometheusRule").map(rule -> rule.path("spec"));

        assertThat(rules)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        read(Chart.ROOT.resolve("deploy/prometheus/rules")).values().stream()
                                .map(text -> Chart.parse(text).getFirst())
                                .toList());
    }

    @Test
    void the_dashboards_are_those_of_grafana() throws IOException {
        var dashboards = new HashMap<String, String>();
        Chart.render("values-large.yaml")
                .all("ConfigMap")
                .forEach(map -> map.path("data")
                        .properties()
                        .forEach(file ->
                                dashboards.put(file.getKey(), file.getValue().asString())));

        assertThat(dashboards).isNotEmpty().isEqualTo(read(Chart.ROOT.resolve("deploy/grafana/dashboards")));
    }

    @Test
    void a_value_that_the_chart_does_not_have_is_refused() {
        assertThatThrownBy(() -> Chart.render("values.yaml", Map.of("worker.replica", 3)))
                .hasMessageContaining("replica");
        assertThatThrownBy(() -> Chart.render("values.yaml", Map.of("worker.autoscaling.min", 0)))
                .hasMessageContaining("min");
    }

    private static boolean contains(JsonNode labels, JsonNode selector) {
        return selector.properties().stream().allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }

    private static Map<String, String> read(Path folder) throws IOException {
        var contents = new HashMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                contents.put(
                        file.getFileName().toString(), Files.readString(file).strip());
            }
        }
        return contents;
    }
}
