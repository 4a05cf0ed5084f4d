package dev.waymill.formats.write;

import java.math.BigDecimal;
import java.time.Instant;

/// Formats numbers and times as text without loss and independent of the locale.
final class PlainText {
    private static final int PLACES = 7;

    private PlainText() {}

    /// Formats decimal degrees exactly.
    static String degrees(int e7) {
        return BigDecimal.valueOf(e7, PLACES).toPlainString();
    }

    /// Formats the shortest decimal number that parses to the same float, without an exponent.
    static String number(float number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9f
                ? Integer.toString((int) number)
                : new BigDecimal(Float.toString(number)).toPlainString();
    }

    /// Formats a time in UTC.
    static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
