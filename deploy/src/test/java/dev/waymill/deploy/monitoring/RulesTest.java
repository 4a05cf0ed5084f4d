package dev.waymill.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.deploy.monitoring.Rules.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The alerts in promtool's rule tests, which are in `src/test/prometheus`, one file for each group.
class RulesTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    static Stream<Path> tests() {
        return Project.files(Project.ruleTests(), ".yml").stream();
    }

    @Test
    void every_rule_can_be_loaded() throws IOException {
        var files = Rules.files().stream().map(Path::toString);
        var command = Stream.concat(Stream.of(PrometheusPrograms.promtool().toString(), "check", "rules"), files);

        var result = Command.run(Project.prometheus(), "", command.toArray(String[]::new));

        assertThat(result.succeeded()).as(result.output()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void alerts_fire_and_stay_silent_when_they_should(Path test) throws IOException {
        var promtool = PrometheusPrograms.promtool().toString();

        var result = Command.run(Project.ruleTests(), "", promtool, "test", "rules", test.toString());

        assertThat(result.succeeded()).as(result.output()).isTrue();
    }

    @Test
    void every_alert_has_a_firing_and_a_silent_case() {
        var cases = tests().flatMap(file -> Rules.read(file).path("tests").valueStream())
                .flatMap(test -> test.path("promql_expr_test").valueStream())
                .toList();

        assertThat(Rules.alerts()).hasSizeGreaterThan(30).allSatisfy(alert -> {
            assertThat(cases).as("firing").anyMatch(one -> isAbout(alert, one) && !isSilent(one));
            assertThat(cases).as("silent").anyMatch(one -> isAbout(alert, one) && isSilent(one));
        });
    }

    private static boolean isAbout(Alert alert, JsonNode one) {
        return one.path("expr").asString().contains("alertname=\"" + alert.name() + "\"");
    }

    private static boolean isSilent(JsonNode one) {
        return one.path("exp_samples").isEmpty();
    }

    @Test
    void every_alert_says_how_urgent_it_is_what_it_means_and_where_its_runbook_is() throws IOException {
        var operations = Files.readString(Project.docs("operations.md"));
        var anchors = HEADING.matcher(operations)
                .results()
                .map(heading -> "docs/operations.md#" + heading.group(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(Rules.alerts()).allSatisfy(alert -> {
            assertThat(alert.severity()).isIn("page", "ticket", "none");
            assertThat(alert.annotation("summary")).isNotBlank();
            assertThat(alert.annotation("description")).endsWith(".");
            assertThat(anchors).contains(alert.annotation("runbook_url"));
        });
    }

    @Test
    void only_the_watchdog_has_no_severity() {
        assertThat(Rules.alerts())
                .filteredOn(alert -> alert.severity().equals("none"))
                .extracting(Alert::name)
                .isEqualTo(List.of("Watchdog"));
    }
}
