package dev.waymill.formats.reader;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names of the datum of our coordinates.
public final class Datum {
    /// Without case, blanks and punctuation. `W84` is NMEA's.
    private static final Set<String> WGS84 = Set.of(
            "wgs84",
            "wgs1984",
            "w84",
            "worldgeodeticsystem1984",
            "epsg4326",
            "4326",
            "crs84",
            "ogccrs84",
            "urnogcdefcrsogc13crs84",
            "urnogcdefcrsepsg4326",
            "gps",
            "84",
            "wgs",
            "g1762",
            "epsg4979",
            "4979");

    /// `Datum` is also German for date.
    private static final Pattern DATE = Pattern.compile("\\d{1,4}[-./]\\d{1,2}[-./]\\d{1,4}.*|\\d{6,}", Pattern.DOTALL);

    private Datum() {}

    /// @param name null if the file names no datum
    public static boolean isWgs84(@Nullable String name) {
        if (name == null || DATE.matcher(name).matches()) {
            return true;
        }
        var bare = new StringBuilder();
        name.codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
        return WGS84.contains(bare.toString().toLowerCase(Locale.ROOT));
    }
}
