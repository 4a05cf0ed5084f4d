package dev.waymill.formats.reader;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number as a file writes it, possibly with its unit: `12 m`, `3.204 km/h`, `80%`, `1,234 ft`.
///
/// @param unit null if the text has none
/// @param hasDecimalComma whether a comma was read as the decimal mark
record Measured(double value, @Nullable Unit unit, boolean hasDecimalComma) {
    /// Longer text is no number.
    private static final int LONGEST = 64;
    /// What programs write for an unknown value.
    private static final Set<String> ABSENT = Set.of(
            "null",
            "nan",
            "+nan",
            "-nan",
            "n/a",
            "na",
            "none",
            "nil",
            "-",
            "--",
            "---",
            "?",
            "unknown",
            "undefined",
            "inf",
            "+inf",
            "-inf",
            "infinity",
            "+infinity",
            "-infinity");

    private static final Pattern GROUPS = Pattern.compile("[+-]?\\d{1,3}([,'\u2019 ]\\d{3})+(\\.\\d*)?");
    private static final Pattern GROUPS_WITH_POINTS = Pattern.compile("[+-]?\\d{1,3}(\\.\\d{3})+,\\d*");

    /// Whether the text stands for an unknown value.
    static boolean isAbsent(String text) {
        return text.isEmpty() || ABSENT.contains(text.toLowerCase(Locale.ROOT));
    }

    /// Parses a number with an optional unit.
    ///
    /// @param text without blanks around it
    /// @param commaGroups whether a comma before three digits groups them; otherwise it is a decimal comma
    /// @return null if the text is not understood
    static @Nullable Measured of(String text, boolean commaGroups) {
        double plain = Numbers.real(text);
        if (!Double.isNaN(plain)) {
            return new Measured(plain, null, false);
        }
        if (text.length() > LONGEST) {
            return null;
        }
        int from = text.startsWith("±") || text.startsWith("~") ? 1 : 0;
        int to = endOfNumber(text, from);
        var unitText = text.substring(to).strip();
        var unit = unitText.isEmpty() ? null : Unit.of(unitText).orElse(null);
        if (unit == null && !unitText.isEmpty()) {
            return null;
        }
        var number = text.substring(from, to).strip();
        boolean isGrouped = GROUPS.matcher(number).matches() && (commaGroups || number.indexOf('.') >= 0);
        boolean hasDecimalComma = !isGrouped && number.indexOf(',') >= 0;
        double value = Numbers.real(
                isGrouped ? number.replaceAll("[,'\u2019 ]", "") : hasDecimalComma ? pointed(number) : number);
        return Double.isNaN(value) ? null : new Measured(value, unit, hasDecimalComma);
    }

    private static String pointed(String number) {
        return (GROUPS_WITH_POINTS.matcher(number).matches() ? number.replace(".", "") : number).replace(',', '.');
    }

    private static int endOfNumber(String text, int from) {
        int i = from;
        while (i < text.length() && "+-0123456789.,'\u2019 ".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }
}
