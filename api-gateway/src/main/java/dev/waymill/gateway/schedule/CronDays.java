package dev.waymill.gateway.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/// The two day fields of a cron expression. Beyond crontab(5) they accept, as Spring and Quartz do, `L` (the
/// last day), `L-3`, `LW` (the last weekday), `15W` (the weekday nearest to the 15th), `5L` (the last Friday),
/// `FRI#2` (the second Friday), and `?` for `*`.
final class CronDays {
    private CronDays() {}

    static Predicate<LocalDate> ofMonth(String field) {
        return anyOf(field, CronDays::dayOfMonth);
    }

    static Predicate<LocalDate> ofWeek(String field) {
        return anyOf(field, CronDays::dayOfWeek);
    }

    private static Predicate<LocalDate> anyOf(String field, Function<String, Predicate<LocalDate>> parse) {
        return field.equals("?")
                ? _ -> true
                : Arrays.stream(field.split(",", -1))
                        .map(parse)
                        .reduce(Predicate::or)
                        .orElseThrow();
    }

    private static Predicate<LocalDate> dayOfMonth(String text) {
        var item = text.toUpperCase(Locale.ROOT);
        if (item.equals("L")) {
            return day -> day.getDayOfMonth() == day.lengthOfMonth();
        }
        if (item.equals("LW")) {
            return day -> day.equals(weekdayNearest(day, day.lengthOfMonth()));
        }
        if (item.startsWith("L-")) {
            int before = CronField.DAY_OF_MONTH.value(item.substring(2));
            return day -> day.getDayOfMonth() == day.lengthOfMonth() - before;
        }
        if (item.endsWith("W")) {
            int nearest = CronField.DAY_OF_MONTH.value(item.substring(0, item.length() - 1));
            return day -> nearest <= day.lengthOfMonth() && day.equals(weekdayNearest(day, nearest));
        }
        var days = CronField.DAY_OF_MONTH.parse(text);
        return day -> days.get(day.getDayOfMonth());
    }

    /// The weekday nearest to a day of the month, in the same month.
    private static LocalDate weekdayNearest(LocalDate month, int dayOfMonth) {
        var day = month.withDayOfMonth(dayOfMonth);
        return switch (day.getDayOfWeek()) {
            case SATURDAY -> dayOfMonth == 1 ? day.plusDays(2) : day.minusDays(1);
            case SUNDAY -> dayOfMonth == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
        };
    }

    private static Predicate<LocalDate> dayOfWeek(String item) {
        int hash = item.indexOf('#');
        if (hash >= 0) {
            var weekday = weekday(item.substring(0, hash));
            int week = "12345".indexOf(item.substring(hash + 1)) + 1;
            if (week == 0 || item.length() != hash + 2) {
                throw CronField.DAY_OF_WEEK.invalid("\"#\" is followed by a number from 1 to 5");
            }
            return day -> day.getDayOfWeek() == weekday && (day.getDayOfMonth() + 6) / 7 == week;
        }
        if (item.length() > 1 && item.toUpperCase(Locale.ROOT).endsWith("L")) {
            var weekday = weekday(item.substring(0, item.length() - 1));
            return day -> day.equals(day.with(TemporalAdjusters.lastInMonth(weekday)));
        }
        var weekdays = CronField.DAY_OF_WEEK.parse(item);
        return day -> weekdays.get(day.getDayOfWeek().getValue() % 7);
    }

    private static DayOfWeek weekday(String text) {
        int value = CronField.DAY_OF_WEEK.value(text);
        return value == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(value);
    }
}
