package dev.waymill.formats.reader;

import dev.waymill.formats.point.E7;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A latitude or longitude in the notations of tables: `-52.52`, `52.52 N`, `N52.52`, `52°31'12"N`, `52 31.2 N`,
/// or NMEA's `5231.2` with a hemisphere. The hemisphere may be in the text or in a field of its own.
///
/// @param number the text without hemisphere and sign
/// @param sign -1 for south or west, 1 for north or east, 0 if the text has neither a sign nor a hemisphere
/// @param hasHemisphere whether the hemisphere is known, so that the number may be degrees and minutes
/// @param isContradictory whether sign and hemisphere contradict each other, or the hemisphere is not understood
record Coordinate(String number, int sign, boolean hasHemisphere, boolean isContradictory) {
    /// Longer text is no coordinate.
    private static final int LONGEST = 64;

    private static final int LONGEST_WORD = 10;

    private static final Pattern MARKS = Pattern.compile("[°º˚:'′’´\"″”\u00a0 \t]+");
    private static final Pattern NMEA = Pattern.compile("(\\d{1,3})([0-5]\\d(\\.\\d{0,20})?)");
    private static final long E7_PER_DEGREE = 10_000_000;

    enum Axis {
        LATITUDE(
                90,
                4,
                List.of("n", "north", "nord", "norte", "northern", "+"),
                List.of("s", "south", "süd", "sued", "sud", "sur", "sul", "southern", "-")),
        LONGITUDE(
                180,
                5,
                List.of("e", "east", "ost", "est", "este", "leste", "eastern", "+"),
                List.of("w", "west", "ouest", "oeste", "ovest", "western", "-"));

        private final int most;
        private final int nmeaDigits;
        private final Set<String> positive;
        private final Set<String> negative;

        Axis(int most, int nmeaDigits, List<String> positive, List<String> negative) {
            this.most = most;
            this.nmeaDigits = nmeaDigits;
            this.positive = Set.copyOf(positive);
            this.negative = Set.copyOf(negative);
        }

        /// Returns 1 or -1; 0 if the text is no hemisphere of this axis.
        int sign(String hemisphere) {
            boolean isWord = hemisphere.length() <= LONGEST_WORD && !hemisphere.isEmpty();
            if (!isWord || Character.isDigit(hemisphere.charAt(hemisphere.length() - 1))) {
                return 0;
            }
            var word = hemisphere.strip().toLowerCase(Locale.ROOT);
            return positive.contains(word) ? 1 : negative.contains(word) ? -1 : 0;
        }
    }

    /// @param hemisphere the text of the field for the hemisphere; null if there is no such field
    static Coordinate of(Axis axis, String text, @Nullable String hemisphere) {
        var number = text.strip();
        int from = 0;
        int to = number.length();
        while (from < to && Character.isLetter(number.charAt(from))) {
            from++;
        }
        while (to > from && Character.isLetter(number.charAt(to - 1))) {
            to--;
        }
        int own = from > 0 && to < number.length()
                ? 0
                : axis.sign(from > 0 ? number.substring(0, from) : number.substring(to));
        boolean hasOwn = from > 0 || to < number.length();
        if (number.length() > LONGEST || hasOwn && own == 0) {
            return new Coordinate(number, 0, false, false);
        }
        number = number.substring(from, to).strip();
        int written = number.startsWith("-") ? -1 : number.startsWith("+") ? 1 : 0;
        int given = hemisphere == null ? 0 : axis.sign(hemisphere);
        boolean isContradictory =
                hemisphere != null && given == 0 || own * given < 0 || written * given < 0 || written != 0 && own != 0;
        return new Coordinate(
                written == 0 ? number : number.substring(1).strip(),
                written != 0 ? written : own != 0 ? own : given,
                hasOwn || hemisphere != null,
                isContradictory);
    }

    /// Returns the number with its sign.
    String signed() {
        return sign < 0 ? "-" + number : number;
    }

    /// Whether this can be degrees and minutes without a mark between them, as in NMEA.
    boolean isNmea(Axis axis) {
        return hasHemisphere
                && wholeDigits() >= 3
                && wholeDigits() <= axis.nmeaDigits
                && NMEA.matcher(number).matches();
    }

    /// Whether this can only be degrees and minutes: it is too large for degrees, or has all leading zeros.
    boolean isOnlyNmea(Axis axis) {
        return isNmea(axis)
                && (E7.parse(number) > axis.most * E7_PER_DEGREE
                        || wholeDigits() == axis.nmeaDigits && number.startsWith("0"));
    }

    private int wholeDigits() {
        int point = number.indexOf('.');
        return point < 0 ? number.length() : point;
    }

    /// Returns 1e-7 degree or a special value of [E7#parse].
    ///
    /// @param nmea whether the number is degrees and minutes without a mark between them
    long e7(boolean nmea) {
        if (isContradictory) {
            return E7.MALFORMED;
        }
        long magnitude = nmea ? ofNmea() : ofMarked();
        boolean isSpecial =
                magnitude == E7.MALFORMED || magnitude == E7.NOT_A_NUMBER || magnitude == E7.MISSING || sign >= 0;
        return isSpecial ? magnitude : -magnitude;
    }

    private long ofNmea() {
        var parts = NMEA.matcher(number);
        return parts.matches()
                ? Long.parseLong(parts.group(1)) * E7_PER_DEGREE + sixtieth(E7.parse(parts.group(2)))
                : E7.MALFORMED;
    }

    /// Degrees, or degrees, minutes and possibly seconds with marks between them.
    private long ofMarked() {
        var parts = number.length() > LONGEST ? new String[] {number} : MARKS.split(number);
        if (parts.length == 1) {
            return parts[0].startsWith("-") || parts[0].startsWith("+") ? E7.MALFORMED : E7.parse(parts[0]);
        }
        boolean isMarked = hasHemisphere || number.indexOf('°') > 0 || number.indexOf('º') > 0;
        if (!isMarked || parts.length > 3) {
            return E7.MALFORMED;
        }
        long value = 0;
        for (int i = parts.length - 1; i >= 0; i--) {
            long part =
                    parts[i].isEmpty() || !Character.isDigit(parts[i].charAt(0)) ? E7.MALFORMED : E7.parse(parts[i]);
            boolean isWhole = i == parts.length - 1 || part % E7_PER_DEGREE == 0;
            if (part < 0 || i > 0 && part >= 60 * E7_PER_DEGREE || !isWhole) {
                return E7.MALFORMED;
            }
            value = part + sixtieth(value);
        }
        return value;
    }

    private static long sixtieth(long value) {
        return (value + 30) / 60;
    }
}
