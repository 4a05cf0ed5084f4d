package dev.waymill.formats.write;

import java.math.BigDecimal;
import java.time.Instant;

/// Numbers and times as text that loses nothing, and that needs no locale to be read.
final class PlainText {
    private static final int PLACES = 7;

    private PlainText() {}

    /// Decimal degrees, exactly.
    static String degrees(int e7) {
        return BigDecimal.valueOf(e7, PLACES).toPlainString();
    }

    /// The shortest decimal number that is no other float; never in powers of ten.
    static String number(float number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9f
                ? Integer.toString((int) number)
                : new BigDecimal(Float.toString(number)).toPlainString();
    }

    /// In UTC.
    static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
