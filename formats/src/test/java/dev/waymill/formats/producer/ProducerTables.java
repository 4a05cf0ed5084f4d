package dev.waymill.formats.producer;

import dev.waymill.formats.EnumComments;
import dev.waymill.formats.Table;
import java.io.IOException;
import java.util.stream.Collectors;

/// The table of producers in docs/formats.md.
public final class ProducerTables {
    private ProducerTables() {}

    /// Lists the programs that write GPX, and the layouts of tables.
    public static String producers() throws IOException {
        var table = new Table("producer", "recognised by");
        var programs = EnumComments.of(Producer.class);
        for (var producer : Producer.values()) {
            if (!producer.names().isEmpty()) {
                table.row(
                        programs.getOrDefault(producer.name(), ""),
                        "`creator` or namespace: " + Table.code(producer.names()));
            }
        }
        var layouts = EnumComments.of(TableLayout.class);
        for (var layout : TableLayout.values()) {
            var columns = layout.columns().stream().map(Table::code).collect(Collectors.joining(", or "));
            var units = layout.units().entrySet().stream()
                    .map(each -> EnumComments.word(each.getKey().name()) + " in "
                            + EnumComments.word(each.getValue().name()))
                    .sorted()
                    .collect(Collectors.joining(", "));
            table.row(layouts.getOrDefault(layout.name(), "") + " The " + units + ".", "a table with " + columns);
        }
        return table.toString();
    }
}
