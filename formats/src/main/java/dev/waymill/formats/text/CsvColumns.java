package dev.waymill.formats.text;

import dev.waymill.formats.producer.TableLayout;
import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.Attribute.Spelling;
import dev.waymill.formats.reader.ColumnHint;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The meaning of a table's columns, from their names in the first row or from the uploader's settings.
///
/// @param known the columns that are read
/// @param count how many columns there are
/// @param needed how many cells a row must have to include a place and a time
/// @param letterO the hemisphere that the letter O stands for; null if that is not clear
record CsvColumns(
        List<Column> known, int count, int needed, @Nullable String letterO) {
    private static final int MOST_SHOWN = 30;
    private static final int LONGEST_SHOWN = 40;
    /// A better rank than that of any known name.
    private static final int GIVEN_BY_UPLOADER = -1;

    /// The rank of an unknown column beside a coordinate, which is a hemisphere if its cells look like one.
    static final int GUESSED = 1_000;

    /// @param index from 0
    /// @param hasUnitOfProducer whether the unit is known only from the table's producer
    /// @param isNegative whether it is a coordinate whose column is called south or west
    record Column(int index, Spelling spelling, boolean hasUnitOfProducer, boolean isNegative) {}

    /// A column as the uploader describes it.
    private record Requested(int index, ColumnHint hint) {}

    /// @param requested column names keyed by attribute, set by the uploader; they override detection by name
    static CsvColumns of(List<String> header, Map<String, String> requested) throws UnreadableFileException {
        var matched = matched(header, requested);
        var layout = TableLayout.of(header);
        var hemispheres = CsvHeader.hemispheres(header);
        var known = new ArrayList<Column>();
        for (int i = 0; i < header.size(); i++) {
            int index = i;
            var hemisphere = Optional.ofNullable(hemispheres.get(i));
            boolean isNegative = hemisphere.filter(ColumnHemisphere::isNegative).isPresent();
            var own = hemisphere.map(ColumnHemisphere::spelling).or(() -> CsvHeader.of(header, index));
            for (var each : matched.entrySet()) {
                if (each.getValue().index() == index) {
                    var hint = each.getValue().hint();
                    // With `speed` → `v (km/h)`, the column's name still gives the unit.
                    var spelling = own.filter(it -> it.attribute().kind() == each.getKey());
                    known.add(new Column(
                            index,
                            new Spelling(
                                    spelling.map(Spelling::attribute).orElse(each.getKey()),
                                    GIVEN_BY_UPLOADER,
                                    hint.unit() != null
                                            ? hint.unit()
                                            : spelling.map(Spelling::unit).orElse(null)),
                            false,
                            isNegative));
                }
            }
            own.filter(it -> !matched.containsKey(it.attribute().kind()))
                    .map(it -> column(index, it, layout.orElse(null), isNegative))
                    .ifPresent(known::add);
        }
        if (has(known, Attribute.LATITUDE) && has(known, Attribute.LONGITUDE)) {
            known.removeIf(column -> column.spelling().attribute().kind() == Attribute.PLACE);
        }
        return new CsvColumns(known, header.size(), needed(known, header), CsvHeader.letterO(header));
    }

    private static boolean has(List<Column> known, Attribute attribute) {
        return known.stream().anyMatch(column -> column.spelling().attribute().kind() == attribute);
    }

    private static Column column(int index, Spelling own, @Nullable TableLayout layout, boolean isNegative) {
        var unit = own.unit() != null || layout == null
                ? null
                : layout.unitOf(own.attribute()).orElse(null);
        return unit == null
                ? new Column(index, own, false, isNegative)
                : new Column(index, new Spelling(own.attribute(), own.rank(), unit), true, isNegative);
    }

    private static Map<Attribute, Requested> matched(List<String> header, Map<String, String> requested)
            throws UnreadableFileException {
        var matched = new EnumMap<Attribute, Requested>(Attribute.class);
        for (var each : requested.entrySet()) {
            try {
                var hint = ColumnHint.of(each.getKey(), each.getValue());
                int literal = indexOf(each.getValue(), header);
                int index = literal < 0 ? indexOf(hint.column(), header) : literal;
                if (index < 0) {
                    throw unknown("The table has no column \"" + hint.column() + "\"", header);
                }
                matched.put(hint.attribute().kind(), new Requested(index, hint));
            } catch (IllegalArgumentException e) {
                throw unknown(String.valueOf(e.getMessage()), header);
            }
        }
        return matched;
    }

    private static int indexOf(String name, List<String> header) {
        for (int i = 0; i < header.size(); i++) {
            if (TextCleaner.unpadded(header.get(i)).equalsIgnoreCase(name.strip())) {
                return i;
            }
        }
        return -1;
    }

    private static int needed(List<Column> known, List<String> header) throws UnreadableFileException {
        int needed = known.stream()
                .filter(column -> isHemisphere(column.spelling().attribute())
                        && column.spelling().rank() < GUESSED)
                .mapToInt(column -> column.index() + 1)
                .max()
                .orElse(0);
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

    static boolean isHemisphere(Attribute attribute) {
        return attribute == Attribute.NORTH_SOUTH || attribute == Attribute.EAST_WEST;
    }

    private static UnreadableFileException unknown(String what, List<String> header) {
        var names = header.stream()
                .limit(MOST_SHOWN)
                .map(name -> TextCleaner.cut(name, LONGEST_SHOWN))
                .collect(Collectors.joining("\", \"", "\"", "\""));
        return UnreadableFileException.wrong(
                "unknown-columns",
                what + ". Its columns are " + names + (header.size() > MOST_SHOWN ? " and more" : "")
                        + ". Name the columns to read, e.g. ?columns=latitude:Breite,longitude:Länge,date:Datum,time:Uhrzeit,"
                        + " or ?columns=position:Ort if one column holds both coordinates");
    }
}
