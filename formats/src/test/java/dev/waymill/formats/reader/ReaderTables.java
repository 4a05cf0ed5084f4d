package dev.waymill.formats.reader;

import dev.waymill.formats.EnumComments;
import dev.waymill.formats.Table;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// The tables of names and units in docs/formats.md.
public final class ReaderTables {
    private ReaderTables() {}

    /// Lists the names of each attribute, and those made of two parts.
    public static String attributes() throws IOException {
        var comments = EnumComments.of(Attribute.class);
        var table = new Table("attribute", "names, the best first", "meaning");
        for (var attribute : Attribute.values()) {
            var names = attribute.spellings();
            if (!names.isEmpty()) {
                table.row(
                        EnumComments.word(attribute.name()),
                        Table.code(names),
                        comments.getOrDefault(attribute.name(), ""));
            }
        }
        var coordinate = List.of(AttributeNames.OF_LATITUDE, AttributeNames.OF_LONGITUDE);
        return table.row("hemisphere", twoParts(coordinate, AttributeNames.HEMISPHERE), "")
                .row("unit of a measure", "a name of the measure and " + Table.code(AttributeNames.UNIT_WORDS), "")
                .toString();
    }

    private static String twoParts(List<List<String>> first, List<String> second) {
        return Table.code(first.stream().flatMap(List::stream).toList()) + " and " + Table.code(second);
    }

    /// Lists the spellings of each unit.
    public static String units() {
        var table = new Table("quantity", "unit", "is stored as", "other spellings");
        for (var quantity : Unit.Quantity.values()) {
            var stored =
                    units(quantity).stream().filter(Unit::isStored).findFirst().orElseThrow();
            for (var unit : units(quantity)) {
                table.row(
                        quantity.name().toLowerCase(Locale.ROOT),
                        shown(unit),
                        number(unit.convert(1)) + " " + shown(stored),
                        Table.code(unit.spellings().stream()
                                .skip(1)
                                .filter(Predicate.not(String::isBlank))
                                .toList()));
            }
        }
        return table.toString();
    }

    private static List<Unit> units(Unit.Quantity quantity) {
        return Arrays.stream(Unit.values())
                .filter(unit -> unit.quantity() == quantity)
                .toList();
    }

    private static String shown(Unit unit) {
        return "`" + unit.spellings().getFirst() + "`";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
    }
}
