package dev.waymill.formats.reader;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Finds files of devices whose clock went back by 1024 weeks. GPS sends the week as ten bits, and old firmware
/// counts them from 1999-08-22, so from April 2019 on it writes times of 1999 and later.
///
/// Most files with such times are simply old. A file counts as rolled over only if all its points lie in
/// 1999…2006 and it shows that they are too early: it was written 1024 weeks after its last point, to a day
/// before or a month after; or its producer, which records and does not convert, did not exist in 2006.
final class WeekRollover {
    private static final long MILLIS = Duration.ofDays(7L * 1024).toMillis();
    private static final long EARLIEST = Instant.parse("1999-08-22T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("2007-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long MONTH = 31 * DAY;
    /// Apps and loggers of 2007 and later, in lower case.
    private static final List<String> NEWER = List.of(
            "osmand",
            "gpslogger",
            "opentracks",
            "locus map",
            "oruxmaps",
            "geo tracker",
            "columbus",
            "qstarz",
            "i-gotu",
            "canmore");

    private long points;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long writtenAt = Long.MIN_VALUE;
    private boolean isNewer;

    /// Takes the time of an accepted point.
    void point(long epochMillis) {
        points++;
        first = Math.min(first, epochMillis);
        last = Math.max(last, epochMillis);
    }

    /// Notes when the file was written; the latest time counts.
    void writtenAt(long epochMillis) {
        writtenAt = Math.max(writtenAt, epochMillis);
    }

    void writtenBy(String producer) {
        var name = producer.toLowerCase(Locale.ROOT);
        isNewer |= NEWER.stream().anyMatch(name::contains);
    }

    /// Returns the number of points, if they are 1024 weeks too early; otherwise 0.
    long points(Instant now) {
        boolean isInRange =
                points > 0 && first >= EARLIEST && last < LATEST && last + MILLIS <= now.toEpochMilli() + DAY;
        return isInRange && (isNewer || isWrittenLater()) ? points : 0;
    }

    private boolean isWrittenLater() {
        long later = writtenAt - MILLIS - last;
        return writtenAt > 0 && later >= -DAY && later <= MONTH;
    }
}
