package dev.waymill.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Every expression of the dashboards and the rules is PromQL, and asks for metrics that exist.
class ExpressionsTest {
    /// What a service's metrics begin with that its libraries bring: those of Boot, HikariCP, Kafka and the JVM.
    private static final Pattern OF_LIBRARIES = Pattern.compile(
            "(?:http_server|hikaricp|jvm|process|system|disk|logback|kafka_(?:producer|consumer))_\\w+");
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");
    private static final Set<String> OF_EXPORTERS = Set.of(
            "kafka_server_replicamanager_underminisrpartitioncount",
            "kafka_controller_kafkacontroller_offlinepartitionscount",
            "pg_replication_lag_seconds",
            "pg_stat_archiver_failed_count",
            "pg_stat_archiver_last_archive_age",
            "pgbackrest_backup_since_last_completion_seconds",
            "cnpg_pg_replication_lag",
            "cnpg_pg_stat_archiver_last_failed_time",
            "cnpg_pg_stat_archiver_last_archived_time",
            "cnpg_collector_last_available_backup_timestamp",
            "node_filesystem_avail_bytes",
            "node_filesystem_size_bytes");

    private static final Pattern DOCUMENTED = Pattern.compile("\\bwaymill_\\w+");
    private static final Pattern SERIES_OF_TIMER = Pattern.compile("_(?:bucket|count|sum|max)$");

    @Test
    void every_panel_asks_in_valid_promql(@TempDir Path directory) throws IOException {
        var rules = directory.resolve("panels.yml");
        var records = panels().map(expression -> Expression.withoutMacros(expression, "1m"))
                .map(expression ->
                        "  - record: panel\n    expr: " + JsonMapper.shared().writeValueAsString(expression))
                .collect(Collectors.joining("\n"));
        Files.writeString(rules, "groups:\n- name: panels\n  rules:\n" + records + "\n");

        var promtool = PrometheusPrograms.promtool().toString();
        var result = Command.run(directory, "", promtool, "check", "rules", "--lint=none", rules.toString());

        assertThat(result.succeeded()).as(result.output()).isTrue();
    }

    @Test
    void every_metric_in_an_expression_exists() throws IOException {
        var docs = Project.docs("metrics.md");
        assertThat(docs).as("generated from the services' meters").exists();
        var documented = DOCUMENTED
                .matcher(Files.readString(docs))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toSet());
        var recorded = Rules.recorded();

        assertThat(used())
                .hasSizeGreaterThan(50)
                .allMatch(name -> documented.contains(name)
                        || documented.contains(SERIES_OF_TIMER.matcher(name).replaceFirst(""))
                        || recorded.contains(name)
                        || OF_LIBRARIES.matcher(name).matches()
                        || OF_PROMETHEUS.contains(name)
                        || OF_EXPORTERS.contains(name));
    }

    /// Otherwise the list hides misspellings.
    @Test
    void every_listed_metric_of_an_exporter_is_used() {
        assertThat(used()).containsAll(OF_EXPORTERS);
    }

    private static Set<String> used() {
        return Stream.concat(panels(), Rules.expressions().stream())
                .flatMap(expression -> Expression.metrics(expression).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> panels() {
        return Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .flatMap(panel -> panel.expressions().stream());
    }
}
