package dev.waymill.formats;

import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A table in Markdown.
public final class Table {
    private final StringBuilder text = new StringBuilder();

    public Table(String... columns) {
        row(columns);
        row(Stream.generate(() -> "---").limit(columns.length).toArray(String[]::new));
    }

    public Table row(String... cells) {
        var row = Stream.of(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | "));
        text.append("| ").append(row).append(" |\n");
        return this;
    }

    /// Joins names as code.
    public static String code(Collection<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(" "));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
