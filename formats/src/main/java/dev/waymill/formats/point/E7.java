package dev.waymill.formats.point;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/// Converts decimal degrees to integers of 1e-7 degree. Exact: no binary fraction in between; half rounds away
/// from zero.
public final class E7 {
    /// No value is present.
    public static final long MISSING = Long.MIN_VALUE + 2;
    /// The text is not a decimal number.
    public static final long MALFORMED = Long.MIN_VALUE;
    /// The text is NaN or an infinity, in any of the usual spellings.
    public static final long NOT_A_NUMBER = Long.MIN_VALUE + 1;

    private static final int PLACES = 7;
    /// Cap on the whole part, to avoid overflow. Any larger value is out of range anyway.
    private static final long ABSURD = 1_000_000_000L;

    private static final Pattern NON_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d{1,20}(\\.\\d{0,30})?[eE][+-]?\\d{1,3}");

    private E7() {}

    /// Parses decimal degrees.
    ///
    /// @return 1e-7 degrees, possibly out of range, or [#MALFORMED], or [#NOT_A_NUMBER]
    public static long parse(String text) {
        var number = text.strip();
        int length = number.length();
        if (length == 0) {
            return MALFORMED;
        }
        boolean negative = number.charAt(0) == '-';
        int i = negative || number.charAt(0) == '+' ? 1 : 0;
        int digits = 0;
        long whole = 0;
        for (; i < length && isDigit(number.charAt(i)); i++, digits++) {
            whole = Math.min(ABSURD, whole * 10 + number.charAt(i) - '0');
        }
        long fraction = 0;
        int places = 0;
        boolean up = false;
        if (i < length && number.charAt(i) == '.') {
            for (i++; i < length && isDigit(number.charAt(i)); i++, digits++, places++) {
                int digit = number.charAt(i) - '0';
                if (places < PLACES) {
                    fraction = fraction * 10 + digit;
                } else if (places == PLACES) {
                    up = digit >= 5;
                }
            }
        }
        if (i < length || digits == 0) {
            return unusual(number);
        }
        for (; places < PLACES; places++) {
            fraction *= 10;
        }
        long magnitude = whole * 10_000_000 + fraction + (up ? 1 : 0);
        return negative ? -magnitude : magnitude;
    }

    private static long unusual(String number) {
        if (NON_FINITE.matcher(number).matches()) {
            return NOT_A_NUMBER;
        }
        if (!SCIENTIFIC.matcher(number).matches()) {
            return MALFORMED;
        }
        var value = new BigDecimal(number);
        if (value.abs().compareTo(BigDecimal.valueOf(ABSURD)) >= 0) {
            return value.signum() * ABSURD * 10_000_000;
        }
        return value.movePointRight(PLACES).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
