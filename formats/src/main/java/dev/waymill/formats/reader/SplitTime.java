package dev.waymill.formats.reader;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A date and a time of day whose parts are in fields of their own: year, month, day, hour, minute, second.
final class SplitTime {
    private SplitTime() {}

    /// Returns the date in ISO 8601; null if a part is missing.
    static @Nullable String date(Map<Attribute, String> texts) {
        var year = texts.get(Attribute.YEAR);
        var month = texts.get(Attribute.MONTH);
        var day = texts.get(Attribute.DAY);
        return year == null || month == null || day == null ? null : year.strip() + "-" + two(month) + "-" + two(day);
    }

    /// Returns the time of day in ISO 8601; null if the hour or the minute is missing.
    static @Nullable String clock(Map<Attribute, String> texts) {
        var hour = texts.get(Attribute.HOUR);
        var minute = texts.get(Attribute.MINUTE);
        if (hour == null || minute == null) {
            return null;
        }
        var millis = texts.get(Attribute.MILLISECOND);
        return two(hour) + ":" + two(minute) + ":" + two(texts.getOrDefault(Attribute.SECOND, "0"))
                + (millis == null
                        ? ""
                        : "." + "0".repeat(Math.max(0, 3 - millis.strip().length())) + millis.strip());
    }

    private static String two(String text) {
        var digits = text.strip();
        return digits.length() == 1 || digits.indexOf('.') == 1 ? "0" + digits : digits;
    }
}
