package dev.waymill.formats.reader;

/// The dates of ISO 8601 that have no month: a day of the year, `2024-123`, and a day of a week, `2024-W12-3`. All
/// are days from 1970-01-01, or [Timestamp#MALFORMED] if the day does not exist.
final class IsoDay {
    private static final int DAYS_OF_WEEK = 7;
    private static final int FROM_MONDAY_TO_THURSDAY = 3;

    private IsoDay() {}

    /// @param day from 1
    static long ofYear(int year, int day) {
        long first = Timestamp.day(year, 1, 1);
        boolean exists = first != Timestamp.MALFORMED && day >= 1 && first + day <= Timestamp.day(year + 1, 1, 1);
        return exists ? first + day - 1 : Timestamp.MALFORMED;
    }

    /// @param week from 1; the first one has the first Thursday of the year
    /// @param day from 1, Monday
    static long ofWeek(int year, int week, int day) {
        long firstThursday = firstThursday(year);
        if (firstThursday == Timestamp.MALFORMED || week < 1 || day < 1 || day > DAYS_OF_WEEK) {
            return Timestamp.MALFORMED;
        }
        long thursday = firstThursday + (long) DAYS_OF_WEEK * (week - 1);
        return thursday < Timestamp.day(year + 1, 1, 1)
                ? thursday - FROM_MONDAY_TO_THURSDAY + day - 1
                : Timestamp.MALFORMED;
    }

    /// 1970-01-01 was a Thursday.
    private static long firstThursday(int year) {
        long first = Timestamp.day(year, 1, 1);
        return first == Timestamp.MALFORMED ? first : first + Math.floorMod(-first, (long) DAYS_OF_WEEK);
    }
}
