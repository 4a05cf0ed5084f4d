package dev.waymill.gateway.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A cron expression as in crontab(5): minute, hour, day of month, month, day of week; with seconds before
/// them, if there are six fields; or a nickname like `@daily`. It knows local times only; [Recurrence.Cron]
/// maps them to moments.
///
/// If both day fields are restricted, a day that matches either of them matches: `0 0 13 * 5` is the 13th or
/// Friday. As in crontab(5), a field that starts with `*` is not restricted, not even `*/2`: then a day must
/// match both fields.
final class CronExpression {
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final int WITHOUT_SECONDS = 5;
    private static final int WITH_SECONDS = 6;
    private static final int HOURS = 24;

    /// Longer than any gap between two matches: 29 February falls on a given weekday at least every 40 years.
    private static final int YEARS = 41;

    private final String text;
    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final Predicate<LocalDate> days;

    /// @throws IllegalArgumentException when the text is not a cron expression; the message names the field
    CronExpression(String text) {
        this.text = text;
        var fields = fields(text.strip());
        int first = fields.length - WITHOUT_SECONDS;
        this.seconds = CronField.SECOND.parse(first == 0 ? "0" : fields[0]);
        this.minutes = CronField.MINUTE.parse(fields[first]);
        this.hours = CronField.HOUR.parse(fields[first + 1]);
        this.months = CronField.MONTH.parse(fields[first + 3]);
        var monthDays = CronDays.ofMonth(fields[first + 2]);
        var weekdays = CronDays.ofWeek(fields[first + 4]);
        this.days = isOpen(fields[first + 2]) || isOpen(fields[first + 4])
                ? monthDays.and(weekdays)
                : monthDays.or(weekdays);
    }

    private static String[] fields(String text) {
        if (text.startsWith("@")) {
            var meaning = NICKNAMES.get(text.toLowerCase(Locale.ROOT));
            if (meaning == null) {
                throw new IllegalArgumentException("A nickname is one of @hourly, @daily, @midnight, @weekly, @monthly,"
                        + " @yearly and @annually.");
            }
            return meaning.split(" ", -1);
        }
        var fields = text.split("\\s+", -1);
        if (fields.length != WITHOUT_SECONDS && fields.length != WITH_SECONDS) {
            throw new IllegalArgumentException(
                    "An expression has five fields: minute, hour, day of month, month and day"
                            + " of week; or six, with the second before them. This one has "
                            + (text.isEmpty() ? 0 : fields.length)
                            + ".");
        }
        return fields;
    }

    private static boolean isOpen(String field) {
        return field.startsWith("*") || field.equals("?");
    }

    /// As submitted.
    String text() {
        return text;
    }

    /// Whether it matches times in every hour of a day.
    boolean isEveryHour() {
        return hours.cardinality() == HOURS;
    }

    /// Returns the first match after that time; empty if there is none, as for 30 February.
    Optional<LocalDateTime> next(LocalDateTime after) {
        var from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        var first = from.toLocalDate();
        if (matches(first)) {
            var time = timeFrom(from.toLocalTime());
            if (time.isPresent()) {
                return time.map(first::atTime);
            }
        }
        var midnight = timeFrom(LocalTime.MIDNIGHT).orElseThrow();
        for (var day = first.plusDays(1); day.getYear() <= first.getYear() + YEARS; day = day.plusDays(1)) {
            if (!months.get(day.getMonthValue())) {
                day = YearMonth.from(day).atEndOfMonth();
            } else if (days.test(day)) {
                return Optional.of(day.atTime(midnight));
            }
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate day) {
        return months.get(day.getMonthValue()) && days.test(day);
    }

    /// The first match of a day, at that time or later.
    private Optional<LocalTime> timeFrom(LocalTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            boolean sameHour = hour == from.getHour();
            for (int minute = minutes.nextSetBit(sameHour ? from.getMinute() : 0);
                    minute >= 0;
                    minute = minutes.nextSetBit(minute + 1)) {
                boolean sameMinute = sameHour && minute == from.getMinute();
                int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
                if (second >= 0) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
            }
        }
        return Optional.empty();
    }
}
