package dev.waymill.formats.text;

import dev.waymill.formats.reader.Attribute;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A hemisphere that the name of a column gives to all its cells: `Latitude (S)`, `Longitude [°W]`, `lon West`,
/// `South latitude`.
///
/// North and east are what a number without a sign means, so that only south and west change it. A number with a
/// minus there is read as it is, as with a hemisphere in a column of its own.
///
/// @param coordinate [Attribute#LATITUDE] or [Attribute#LONGITUDE]
/// @param rank of the name without the hemisphere
/// @param isNegative whether it is south or west
public record ColumnHemisphere(Attribute coordinate, int rank, boolean isNegative) {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s_()\\[\\]\"°º]+");
    private static final Set<String> HEMISPHERES = Set.of("n", "s", "e", "w", "north", "south", "east", "west");
    private static final Set<String> DEGREES = Set.of("deg", "degree", "degrees");
    private static final Map<Attribute, String> LETTERS = Map.of(Attribute.LATITUDE, "ns", Attribute.LONGITUDE, "ew");

    Attribute.Spelling spelling() {
        return new Attribute.Spelling(coordinate, rank, null);
    }

    /// Returns the hemisphere in a column's name; empty if there is none.
    public static Optional<ColumnHemisphere> of(String column) {
        var words = SEPARATORS
                .splitAsStream(column.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty() && !DEGREES.contains(word))
                .toList();
        int last = words.size() - 1;
        if (last < 1) {
            return Optional.empty();
        }
        return HEMISPHERES.contains(words.getLast())
                ? of(words.subList(0, last), words.getLast().charAt(0))
                : HEMISPHERES.contains(words.getFirst())
                        ? of(words.subList(1, last + 1), words.getFirst().charAt(0))
                        : Optional.empty();
    }

    private static Optional<ColumnHemisphere> of(List<String> words, char letter) {
        return Attribute.of(String.join(" ", words))
                .filter(name -> LETTERS.getOrDefault(name.attribute(), "").indexOf(letter) >= 0)
                .map(name -> new ColumnHemisphere(name.attribute(), name.rank(), letter == 's' || letter == 'w'));
    }
}
