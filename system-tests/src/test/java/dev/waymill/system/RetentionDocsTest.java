package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The documentation must state for each table how long its rows are kept and what deletes them.
class RetentionDocsTest {
    private static final Path HOME = Path.of(System.getProperty("waymill.home", ".."));
    private static final Pattern TABLE =
            Pattern.compile("(?m)^(?:CREATE TABLE (?=\\w+ \\()|ALTER TABLE \\w+ RENAME TO )(\\w+)");
    private static final Pattern RENAMED = Pattern.compile("(?m)^ALTER TABLE (\\w+) RENAME TO \\w+;");
    private static final Pattern DROPPED = Pattern.compile("(?m)^DROP TABLE (\\w+);");
    private static final Pattern NAME = Pattern.compile("`(?:\\w+\\.)?([a-z_]+)\\*?`");

    @Test
    void every_table_of_every_service_has_a_documented_retention() throws IOException {
        var operations = Files.readString(HOME.resolve("docs").resolve("operations.md"));
        var retention = operations.substring(operations.indexOf("\n## Retention\n"));
        var named = names(NAME, retention.substring(0, retention.indexOf("\n## ", 1)));

        for (var service : List.of("api-gateway", "scheduler-service", "worker-service")) {
            var tables = tables(HOME.resolve(service).resolve("src/main/resources/db/migration"));
            assertThat(tables).isNotEmpty();
            assertThat(tables)
                    .as(service)
                    .allMatch(table -> named.stream()
                            .anyMatch(
                                    name -> name.equals(table) || name.endsWith("_") && table.startsWith(strip(name))));
        }
    }

    private static Set<String> tables(Path migrations) throws IOException {
        try (var files = Files.list(migrations)) {
            var all = new StringBuilder();
            for (var file : files.toList()) {
                all.append(Files.readString(file)).append('\n');
            }
            var tables = names(TABLE, all);
            tables.removeAll(names(RENAMED, all));
            tables.removeAll(names(DROPPED, all));
            return tables;
        }
    }

    private static Set<String> names(Pattern pattern, CharSequence text) {
        return pattern.matcher(text).results().map(RetentionDocsTest::name).collect(Collectors.toSet());
    }

    private static String name(MatchResult match) {
        return match.group(1);
    }

    /// `finished_*` names the partitions of `finished`.
    private static String strip(String name) {
        return name.substring(0, name.length() - 1);
    }
}
