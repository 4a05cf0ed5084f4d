package dev.waymill.formats.photo;

import com.drew.lang.Rational;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.Timestamp;
import java.time.Duration;
import java.util.regex.Pattern;

/// When a photo was taken: the date and time of the receiver, which are in UTC, or else those of the camera with
/// their offset. Without an offset, the camera's time is that of its place: it needs the receiver's time of day, or
/// the uploader's zone.
final class ExifTime {
    private static final Pattern DATE = Pattern.compile("(\\d{4})[:/-](\\d\\d)[:/-](\\d\\d)");
    private static final Pattern DATE_AND_TIME =
            Pattern.compile("(\\d{4})[:/-](\\d\\d)[:/-](\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d)");
    private static final Pattern OFFSET = Pattern.compile("[+-]\\d\\d:\\d\\d|Z");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
    /// A camera whose clock was never set writes zeros or blanks.
    private static final Pattern UNSET = Pattern.compile("[0: /-]*");

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long LEAST_OFFSET = Duration.ofHours(-12).toMillis();
    private static final long GREATEST_OFFSET = Duration.ofHours(14).toMillis();

    private ExifTime() {}

    static void set(ExifTags tags, PointBuilder fix, Reading reading) {
        var written = tags.photo(ExifDirectoryBase.TAG_DATETIME_ORIGINAL);
        var local = local(written, tags.photo(ExifDirectoryBase.TAG_SUBSECOND_TIME_ORIGINAL));
        var offset = tags.photo(ExifDirectoryBase.TAG_TIME_ZONE_ORIGINAL);
        long clock = clock(tags.gps(GpsDirectory.TAG_TIME_STAMP));
        long midnight = midnight(tags.gpsText(GpsDirectory.TAG_DATE_STAMP));
        if (clock != Timestamp.MALFORMED && midnight != Timestamp.MALFORMED) {
            fix.time().exactMillis(midnight + clock);
            if (!local.isEmpty()) {
                reading.writtenAt(local);
            }
        } else if (local.isEmpty()) {
            if (!UNSET.matcher(written).matches()) {
                fix.time().malformed(written);
            }
        } else if (OFFSET.matcher(offset).matches()) {
            fix.time().local(local + offset);
        } else {
            onDateOfCamera(local, clock, fix);
        }
    }

    /// Some phones write the receiver's time of day without a date. It is on the camera's date, or on the day
    /// before or after it, whichever gives an offset that exists.
    private static void onDateOfCamera(String local, long clock, PointBuilder fix) {
        long camera = Timestamp.parse(local);
        long found = Timestamp.MALFORMED;
        int count = 0;
        if (camera != Timestamp.MALFORMED && clock != Timestamp.MALFORMED) {
            long midnight = camera - Math.floorMod(camera, DAY);
            for (long day = midnight - DAY; day <= midnight + DAY; day += DAY) {
                long offset = camera - (day + clock);
                if (offset >= LEAST_OFFSET && offset <= GREATEST_OFFSET) {
                    found = day + clock;
                    count++;
                }
            }
        }
        if (count == 1) {
            fix.time().exactMillis(found);
            fix.remark(Remark.DATE_OF_CAMERA);
        } else {
            fix.time().local(local);
        }
    }

    /// @return ISO 8601 without a zone; empty if there is no such time
    private static String local(String written, String fraction) {
        var time = DATE_AND_TIME.matcher(written);
        if (!time.matches() || UNSET.matcher(written).matches()) {
            return "";
        }
        return "%s-%s-%sT%s%s"
                .formatted(
                        time.group(1),
                        time.group(2),
                        time.group(3),
                        time.group(4),
                        DIGITS.matcher(fraction).matches() ? "." + fraction : "");
    }

    /// Returns the milliseconds of the day, or [Timestamp#MALFORMED].
    private static long clock(Rational[] parts) {
        if (parts.length != 3) {
            return Timestamp.MALFORMED;
        }
        long millis = 0;
        for (int i = 0; i < parts.length; i++) {
            double part = ExifTags.value(parts[i]);
            if (!(part >= 0 && part < (i == 0 ? 24 : 60))) {
                return Timestamp.MALFORMED;
            }
            millis = millis * 60 + Math.round(part * 1_000);
        }
        return millis;
    }

    /// Returns the first millisecond of a date, or [Timestamp#MALFORMED].
    private static long midnight(String written) {
        var date = DATE.matcher(written);
        return date.matches()
                ? Timestamp.parse(date.group(1) + "-" + date.group(2) + "-" + date.group(3) + "T00:00:00Z")
                : Timestamp.MALFORMED;
    }
}
