package dev.waymill.formats.text;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.Attribute.Spelling;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The names of a table's columns, where the meaning of one depends on others.
final class CsvHeader {
    /// Names of a column that describes the coordinate before it.
    private static final Set<String> HEMISPHERE = Set.of(
            "dir",
            "direction",
            "hemisphere",
            "hemi",
            "hem",
            "ref",
            "sign",
            "indicator",
            "ind",
            "cardinal",
            "letter",
            "quadrant");
    private static final Set<String> UNIT = Set.of("unit", "units", "uom");

    private static final Pattern OST =
            Pattern.compile("o */ *w|w */ *o|breite|länge|laenge|höhe|hoehe|geschwindigkeit");
    private static final Pattern OUEST =
            Pattern.compile("e */ *o|o */ *e|ouest|oeste|ovest|vitesse|velocidad|velocità|heure|fecha");

    private CsvHeader() {}

    /// Returns the meaning of a column, from its name and the names beside it; empty if it is unknown.
    static Optional<Spelling> of(List<String> header, int index) {
        var own = Attribute.of(header.get(index));
        var attribute = own.map(Spelling::attribute).orElse(null);
        var before = index == 0 ? null : attributeOf(header.get(index - 1));
        var name = header.get(index).replaceAll("[^\\p{L}]", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("direction") && !(before == Attribute.LATITUDE || isDirectionOfLatitude(header))) {
            return own;
        }
        if (before == Attribute.LATITUDE && HEMISPHERE.contains(name)) {
            return hemisphere(Attribute.NORTH_SOUTH);
        }
        if (before == Attribute.LONGITUDE && HEMISPHERE.contains(name)) {
            return hemisphere(Attribute.EAST_WEST);
        }
        if (before != null && UNIT.contains(name)) {
            return Attribute.of(header.get(index - 1) + " unit");
        }
        // Columbus writes `LATITUDE N/S` for both in one column, others for the hemisphere alone.
        if (name.endsWith("ns")
                && attribute == Attribute.LATITUDE
                && header.stream().anyMatch(CsvHeader::isLatitude)) {
            return hemisphere(Attribute.NORTH_SOUTH);
        }
        if (name.endsWith("ew")
                && attribute == Attribute.LONGITUDE
                && header.stream().anyMatch(CsvHeader::isLatitude)) {
            return hemisphere(Attribute.EAST_WEST);
        }
        var after = index + 1 == header.size() ? null : attributeOf(header.get(index + 1));
        boolean isBesideCoordinate =
                Stream.of(before, after).anyMatch(it -> it == Attribute.LATITUDE || it == Attribute.LONGITUDE);
        return own.isEmpty() && isBesideCoordinate
                ? Optional.of(new Spelling(Attribute.NORTH_SOUTH, CsvColumns.GUESSED, null))
                : own;
    }

    /// Returns the columns whose names give a hemisphere, by their index. Beside another column of the coordinate,
    /// `lat (s)` has seconds, and `lat_n` and `lat_s` together are the limits of an area.
    static Map<Integer, ColumnHemisphere> hemispheres(List<String> header) {
        var found = new HashMap<Integer, ColumnHemisphere>();
        var count = new EnumMap<Attribute, Integer>(Attribute.class);
        for (int i = 0; i < header.size(); i++) {
            var stated = ColumnHemisphere.of(header.get(i));
            var coordinate = stated.map(ColumnHemisphere::coordinate).orElse(attributeOf(header.get(i)));
            if (coordinate != null && count.merge(coordinate, 1, Integer::sum) == 1 && stated.isPresent()) {
                found.put(i, stated.get());
            }
        }
        found.values().removeIf(it -> count.getOrDefault(it.coordinate(), 0) > 1);
        return found;
    }

    private static Optional<Spelling> hemisphere(Attribute attribute) {
        return Optional.of(new Spelling(attribute, 0, null));
    }

    private static @Nullable Attribute attributeOf(String name) {
        return Attribute.of(name).map(Spelling::attribute).orElse(null);
    }

    private static boolean isDirectionOfLatitude(List<String> header) {
        for (int i = 1; i < header.size(); i++) {
            if (header.get(i).strip().toLowerCase(Locale.ROOT).startsWith("direction")
                    && attributeOf(header.get(i - 1)) == Attribute.LATITUDE) {
                return true;
            }
        }
        return false;
    }

    /// Whether this is a column of the latitude alone.
    private static boolean isLatitude(String name) {
        return attributeOf(name) == Attribute.LATITUDE
                && !name.replaceAll("[^\\p{L}]", "").toLowerCase(Locale.ROOT).endsWith("ns");
    }

    /// Returns what the letter O means beside a longitude: `E` (Ost) or `W` (ouest, oeste, ovest); null if the
    /// names of the columns do not show the language.
    static @Nullable String letterO(List<String> header) {
        boolean isOst = false;
        boolean isOuest = false;
        for (var name : header) {
            var lower = name.toLowerCase(Locale.ROOT);
            isOst |= OST.matcher(lower).find();
            isOuest |= OUEST.matcher(lower).find();
        }
        return isOst == isOuest ? null : isOst ? "E" : "W";
    }
}
