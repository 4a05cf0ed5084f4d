package dev.waymill.formats.text;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.Attribute.Spelling;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The meaning of a table's columns, from their names in the first row or from the uploader's settings.
///
/// @param known the columns that are read
/// @param count how many columns there are
/// @param needed how many cells a row must have to include a place and a time
record CsvColumns(List<Column> known, int count, int needed) {
    private static final int MOST_SHOWN = 30;
    private static final int LONGEST_SHOWN = 40;
    /// A better rank than that of any known name.
    private static final int GIVEN_BY_UPLOADER = -1;

    /// @param index from 0
    record Column(int index, Spelling spelling) {}

    /// @param requested column names keyed by attribute, set by the uploader; they override detection by name
    static CsvColumns of(List<String> header, Map<String, String> requested) throws UnreadableFileException {
        var matched = matched(header, requested);
        var known = new ArrayList<Column>();
        for (int i = 0; i < header.size(); i++) {
            int index = i;
            var own = Attribute.of(header.get(i));
            for (var each : matched.entrySet()) {
                if (each.getValue() == index) {
                    // With `speed` → `v (km/h)`, the attribute is a speed and the column's name still gives its unit.
                    var attribute = own.map(Spelling::attribute)
                            .filter(it -> it.kind() == each.getKey())
                            .orElse(each.getKey());
                    known.add(new Column(index, new Spelling(attribute, GIVEN_BY_UPLOADER)));
                }
            }
            own.filter(it -> !matched.containsKey(it.attribute().kind()))
                    .ifPresent(it -> known.add(new Column(index, it)));
        }
        if (has(known, Attribute.LATITUDE) && has(known, Attribute.LONGITUDE)) {
            known.removeIf(column -> column.spelling().attribute().kind() == Attribute.PLACE);
        }
        if (isFlightRadar(header)) {
            known.replaceAll(CsvColumns::inFeetAndKnots);
        }
        return new CsvColumns(known, header.size(), needed(known, header));
    }

    private static boolean has(List<Column> known, Attribute attribute) {
        return known.stream().anyMatch(column -> column.spelling().attribute().kind() == attribute);
    }

    /// FlightRadar24 writes feet and knots without their names.
    private static boolean isFlightRadar(List<String> header) {
        return header.containsAll(List.of("Callsign", "Position", "Altitude", "Speed", "Direction"));
    }

    private static Column inFeetAndKnots(Column column) {
        return switch (column.spelling().attribute()) {
            case ELEVATION -> new Column(column.index(), new Spelling(Attribute.ELEVATION_FEET, 0));
            case SPEED -> new Column(column.index(), new Spelling(Attribute.SPEED_KNOTS, 0));
            default -> column;
        };
    }

    private static Map<Attribute, Integer> matched(List<String> header, Map<String, String> requested)
            throws UnreadableFileException {
        var matched = new EnumMap<Attribute, Integer>(Attribute.class);
        for (var each : requested.entrySet()) {
            var attribute = Attribute.of(each.getKey());
            if (attribute.isEmpty()) {
                throw unknown("\"" + each.getKey() + "\" is not a column that can be imported", header);
            }
            matched.put(attribute.get().attribute().kind(), indexOf(each.getValue(), header));
        }
        return matched;
    }

    private static int indexOf(String name, List<String> header) throws UnreadableFileException {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).strip().equalsIgnoreCase(name.strip())) {
                return i;
            }
        }
        throw unknown("The table has no column \"" + name + "\"", header);
    }

    private static int needed(List<Column> known, List<String> header) throws UnreadableFileException {
        int needed = 0;
        for (var attribute : List.of(Attribute.LATITUDE, Attribute.LONGITUDE, Attribute.TIME)) {
            int first = known.stream()
                    .filter(column -> isOf(attribute, column.spelling().attribute()))
                    .mapToInt(Column::index)
                    .min()
                    .orElse(-1);
            if (first < 0) {
                throw unknown(
                        "The table has no column called " + attribute.name().toLowerCase(Locale.ROOT) + " or similar",
                        header);
            }
            needed = Math.max(needed, first + 1);
        }
        return needed;
    }

    /// A date alone is accepted as a time; the end of a stay is not. A place has both coordinates.
    private static boolean isOf(Attribute needed, Attribute attribute) {
        return switch (needed) {
            case TIME ->
                attribute.kind() == needed && attribute != Attribute.END
                        || attribute == Attribute.DATE
                        || attribute == Attribute.DAY;
            default -> attribute.kind() == needed || attribute.kind() == Attribute.PLACE;
        };
    }

    private static UnreadableFileException unknown(String what, List<String> header) {
        var names = header.stream()
                .limit(MOST_SHOWN)
                .map(name -> TextCleaner.cut(name, LONGEST_SHOWN))
                .collect(Collectors.joining("\", \"", "\"", "\""));
        return UnreadableFileException.wrong(
                "unknown-columns",
                what + ". Its columns are " + names + (header.size() > MOST_SHOWN ? " and more" : "")
                        + ". Name the columns to read, e.g. columns=latitude:Breite,longitude:Länge,time:Zeit,"
                        + " or columns=position:Ort if one column holds both coordinates");
    }
}
