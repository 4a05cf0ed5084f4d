package dev.waymill.formats.text;

import dev.waymill.formats.reader.Attribute;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A hemisphere that the name of a column gives to all its cells: `Latitude (S)`, `Longitude [°W]`, `lon West`.
///
/// North and east are what a number without a sign means, so that only south and west change it. A number with a
/// minus there is read as it is, as with a hemisphere in a column of its own.
///
/// @param coordinate [Attribute#LATITUDE] or [Attribute#LONGITUDE]
/// @param rank of the name without the hemisphere
/// @param isNegative whether it is south or west
public record ColumnHemisphere(Attribute coordinate, int rank, boolean isNegative) {
    private static final int LONGEST = 60;
    private static final Pattern NAME = Pattern.compile(
            "(?<name>[^(\\[]+?)[\\s_]*[(\\[\\s_]\\s*(°|º|deg|degrees?)?\\s*(?<word>N|S|E|W|north|south|east|west)\\s*[)\\]]?",
            Pattern.CASE_INSENSITIVE);
    private static final Map<Attribute, String> LETTERS = Map.of(Attribute.LATITUDE, "ns", Attribute.LONGITUDE, "ew");

    Attribute.Spelling spelling() {
        return new Attribute.Spelling(coordinate, rank, null);
    }

    /// Returns the hemisphere in a column's name; empty if there is none.
    public static Optional<ColumnHemisphere> of(String column) {
        var text = column.replace('"', ' ').strip();
        var match = NAME.matcher(text);
        if (text.length() > LONGEST || !match.matches()) {
            return Optional.empty();
        }
        char letter = match.group("word").toLowerCase(Locale.ROOT).charAt(0);
        return Attribute.of(match.group("name"))
                .filter(name -> LETTERS.getOrDefault(name.attribute(), "").indexOf(letter) >= 0)
                .map(name -> new ColumnHemisphere(name.attribute(), name.rank(), letter == 's' || letter == 'w'));
    }
}
