package dev.waymill.formats.reader;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Converts date notations common in tables to ISO 8601: `2024/06/15 10:30`, `15.06.2024 10:30:00`.
final class DateSpelling {
    private static final List<Pattern> DATES = List.of(
            Pattern.compile("(?<year>\\d{4})[-/.](?<month>\\d\\d?)[-/.](?<day>\\d\\d?)(?<clock>.*)"),
            Pattern.compile("(?<day>\\d\\d?)\\.(?<month>\\d\\d?)\\.(?<year>\\d{4})(?<clock>.*)"),
            Pattern.compile("(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)(?<clock>T.*)"),
            // Loggers that write two-digit years were built after 2000.
            Pattern.compile("(?<year>\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)(?<clock>T.*)"));

    private static final Pattern CLOCK =
            Pattern.compile("[T ,]+(?<hour>\\d\\d?):?(?<minute>\\d\\d)(:?(?<second>\\d\\d))?"
                    + "(?<fraction>[.,]\\d+)?\\s*(?<zone>[Zz+-].*)?");

    private DateSpelling() {}

    /// Returns the time in ISO 8601, or the text unchanged if its notation is unknown.
    static String iso(String text) {
        var time = text.strip();
        for (var spelling : DATES) {
            var date = spelling.matcher(time);
            if (date.matches()) {
                var clock = CLOCK.matcher(date.group("clock"));
                return clock.matches()
                        ? year(date.group("year")) + "-" + two(date.group("month")) + "-" + two(date.group("day")) + "T"
                                + two(clock.group("hour")) + ":" + clock.group("minute") + ":"
                                + orElse(clock.group("second"), "00") + orElse(clock.group("fraction"), "")
                                + orElse(clock.group("zone"), "")
                        : text;
            }
        }
        return text;
    }

    private static String year(String digits) {
        return digits.length() == 2 ? "20" + digits : digits;
    }

    private static String two(String digits) {
        return digits.length() == 1 ? "0" + digits : digits;
    }

    private static String orElse(@Nullable String part, String otherwise) {
        return part == null ? otherwise : part;
    }
}
