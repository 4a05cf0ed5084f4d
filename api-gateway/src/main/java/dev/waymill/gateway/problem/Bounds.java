package dev.waymill.gateway.problem;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks values before they are passed to the database or another service, which would report an invalid value
/// as an internal error.
public final class Bounds {
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final Pattern PLAIN = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]*");

    private Bounds() {}

    /// Refuses a time outside the years 1970 to 2199. Null is allowed.
    public static void moment(@Nullable Instant moment, String pointer, ProblemCode code) {
        if (moment != null && (moment.isBefore(FIRST) || !moment.isBefore(LAST))) {
            throw ProblemException.at(pointer, code, "A time from 1970 to 2199.");
        }
    }

    /// Refuses a text that is too long, or contains control characters or unpaired surrogates. Null is allowed.
    public static void text(@Nullable String text, int longest, String pointer, ProblemCode code) {
        if (text != null && !isText(text, longest)) {
            throw ProblemException.at(
                    pointer, code, "At most %,d characters, without control characters.".formatted(longest));
        }
    }

    /// Parses a time in a query; null if it is absent.
    public static @Nullable Instant time(String parameter, @Nullable String value) {
        try {
            var instant = value == null ? null : Instant.parse(value);
            if (instant == null || (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST))) {
                return instant;
            }
        } catch (DateTimeParseException _) {
            // Refused below, like a time out of range.
        }
        throw ProblemException.at(
                "?" + parameter,
                ProblemCode.INVALID_PARAMETER,
                parameter + " is not a time like 2026-11-20T08:15:00Z.");
    }

    public static boolean isText(String text, int longest) {
        return text.length() <= longest && PLAIN.matcher(text).matches();
    }
}
