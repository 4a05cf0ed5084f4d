package dev.waymill.formats.producer;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.Unit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tables whose columns have another unit than their names say. A table is recognised by column names that only
/// its producer writes together.
public enum TableLayout {
    /// Columbus V-900 and its successors: tags and voice notes.
    COLUMBUS(Map.of(Attribute.SPEED, Unit.KILOMETRES_PER_HOUR), List.of("index tag speed", "vox speed")),
    /// Loggers with MediaTek's chips: i-Blue, Transystem, Qstarz, Holux. They write why a point was logged.
    MEDIATEK(
            Map.of(Attribute.SPEED, Unit.KILOMETRES_PER_HOUR),
            List.of("rcr speed", "index valid ns ew speed", "index utcdate utctime speed", "dsta dage speed")),
    /// Flights as Flightradar24 exports them.
    FLIGHTRADAR(
            Map.of(Attribute.SPEED, Unit.KNOTS, Attribute.ELEVATION, Unit.FEET),
            List.of("timestamp utc callsign speed"));

    private final Map<Attribute, Unit> units;
    private final List<List<String>> columns;

    /// @param columns alternatives: names that occur together, without blanks and punctuation
    TableLayout(Map<Attribute, Unit> units, List<String> columns) {
        this.units = units;
        this.columns =
                columns.stream().map(names -> Arrays.asList(names.split(" "))).toList();
    }

    /// Alternatives: names that occur together.
    List<List<String>> columns() {
        return columns;
    }

    Map<Attribute, Unit> units() {
        return units;
    }

    /// Returns the layout of a table with these columns; empty if their names mean what they say.
    public static Optional<TableLayout> of(Collection<String> header) {
        var names = header.stream().map(TextCleaner::bare).collect(Collectors.toSet());
        return Arrays.stream(values())
                .filter(layout -> layout.columns.stream().anyMatch(names::containsAll))
                .findFirst();
    }

    /// Returns the unit of an attribute whose column names none; empty if it is the usual one.
    public Optional<Unit> unitOf(Attribute attribute) {
        return Optional.ofNullable(units.get(attribute));
    }
}
