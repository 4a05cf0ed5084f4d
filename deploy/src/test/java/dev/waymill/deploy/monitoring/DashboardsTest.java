package dev.waymill.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.deploy.monitoring.Dashboard.Panel;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What can be known of the dashboards without Grafana.
class DashboardsTest {
    private static final Pattern FIXED_WINDOW = Pattern.compile("\\[\\d+[smhdwy]");
    private static final Pattern LINKED = Pattern.compile("/d/([\\w-]+)");
    private static final Pattern SUM_OF_GAUGE = Pattern.compile("sum(?: by \\([^)]*\\) )?\\((waymill_\\w+)");
    /// The gauges that differ between the instances of a service. The others are read from a database or a broker.
    private static final Set<String> OF_AN_INSTANCE = Set.of(
            "waymill_uploads_open", "waymill_streams_open", "waymill_attempts_stuck", "waymill_consume_in_flight");

    static Stream<Dashboard> dashboards() {
        return Dashboard.all().stream();
    }

    static Stream<Panel> panels() {
        return dashboards().flatMap(dashboard -> dashboard.panels().stream());
    }

    @Test
    void the_dashboards_are_complete_and_have_uids_of_their_own() {
        assertThat(Dashboard.all()).extracting(Dashboard::file).isEqualTo(Dashboard.expectedFiles());
        assertThat(Dashboard.all())
                .extracting(Dashboard::uid)
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("waymill-[a-z]+"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_is_linked_with_the_others_and_lets_the_reader_choose_the_data_source(Dashboard dashboard) {
        assertThat(dashboard.title()).startsWith("Waymill / ");
        assertThat(dashboard.description()).isNotBlank();
        assertThat(dashboard.json().at("/links/0/tags/0").asString()).isEqualTo("waymill");
        assertThat(dashboard.json().at("/tags/0").asString()).isEqualTo("waymill");
        var variables = dashboard.json().at("/templating/list");
        assertThat(variables.path(0).path("name").asString()).isEqualTo("datasource");
        assertThat(variables.path(0).path("type").asString()).isEqualTo("datasource");
        assertThat(variables.valueStream().skip(1)).allSatisfy(DashboardsTest::hasChosenDataSource);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_have_ids_of_their_own_and_do_not_overlap(Dashboard dashboard) {
        var panels = dashboard.panels();
        assertThat(panels)
                .isNotEmpty()
                .extracting(panel -> panel.json().path("id").asInt())
                .doesNotHaveDuplicates();
        var cells = panels.stream().flatMap(DashboardsTest::cells).toList();
        assertThat(cells).doesNotHaveDuplicates();
        assertThat(panels).extracting(Panel::title).doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("panels")
    void a_panel_says_which_question_it_answers_and_in_which_unit(Panel panel) {
        assertThat(panel.title()).isNotBlank();
        assertThat(panel.description()).contains("?").matches("[A-Z].*[.?]");
        assertThat(panel.unit()).isNotBlank();
        hasChosenDataSource(panel.json());
        assertThat(panel.expressions()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void an_expression_has_no_window_of_its_own_and_adds_up_only_what_differs_between_instances(Panel panel) {
        assertThat(panel.expressions()).allSatisfy(expression -> {
            assertThat(expression).doesNotContainPattern(FIXED_WINDOW);
            assertThat(expression).doesNotContain("$__interval");
            assertThat(SUM_OF_GAUGE.matcher(expression).results().map(sum -> sum.group(1)))
                    .isSubsetOf(OF_AN_INSTANCE);
        });
    }

    @ParameterizedTest
    @MethodSource("panels")
    void a_link_leads_to_a_dashboard(Panel panel) {
        var uids = Dashboard.all().stream().map(Dashboard::uid).toList();
        var linked = panel.json()
                .path("links")
                .valueStream()
                .flatMap(link -> LINKED.matcher(link.path("url").asString()).results())
                .map(match -> match.group(1))
                .toList();
        assertThat(uids).containsAll(List.copyOf(linked));
    }

    private static void hasChosenDataSource(JsonNode json) {
        assertThat(json.at("/datasource/uid").asString()).isEqualTo("${datasource}");
    }

    /// The places in the dashboard's grid that the panel takes.
    private static Stream<List<Integer>> cells(Panel panel) {
        var grid = panel.json().path("gridPos");
        int left = grid.path("x").asInt();
        int top = grid.path("y").asInt();
        int right = left + grid.path("w").asInt();
        assertThat(right).isLessThanOrEqualTo(24);
        return Stream.iterate(left, x -> x < right, x -> x + 1)
                .flatMap(x -> Stream.iterate(top, y -> y + 1)
                        .limit(grid.path("h").asInt())
                        .map(y -> List.of(x, y)));
    }
}
