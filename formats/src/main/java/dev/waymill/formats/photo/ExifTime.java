package dev.waymill.formats.photo;

import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.Timestamp;
import java.util.Locale;
import java.util.regex.Pattern;

/// When a photo was taken: the date and time of the receiver, which are in UTC, or else those of the camera with
/// their offset. Without an offset, the camera's time is that of its place, so that only the uploader's zone makes
/// it a time.
final class ExifTime {
    private static final Pattern DATE = Pattern.compile("(\\d{4})[:/-](\\d\\d)[:/-](\\d\\d)");
    private static final Pattern DATE_AND_TIME =
            Pattern.compile("(\\d{4})[:/-](\\d\\d)[:/-](\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d)");
    private static final Pattern OFFSET = Pattern.compile("[+-]\\d\\d:\\d\\d|Z");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
    /// A camera whose clock was never set writes zeros or blanks.
    private static final Pattern UNSET = Pattern.compile("[0: /-]*");

    private ExifTime() {}

    static void set(ExifTags tags, PointBuilder fix, Reading reading) {
        var written = tags.photo(ExifDirectoryBase.TAG_DATETIME_ORIGINAL);
        var local = local(written, tags.photo(ExifDirectoryBase.TAG_SUBSECOND_TIME_ORIGINAL));
        long received = received(tags);
        if (received != Timestamp.MALFORMED) {
            fix.time().exactMillis(received);
            if (!local.isEmpty()) {
                reading.writtenAt(local);
            }
            return;
        }
        if (local.isEmpty()) {
            if (!UNSET.matcher(written).matches()) {
                fix.time().malformed(written);
            }
            return;
        }
        var offset = tags.photo(ExifDirectoryBase.TAG_TIME_ZONE_ORIGINAL);
        fix.time().local(OFFSET.matcher(offset).matches() ? local + offset : local);
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

    private static long received(ExifTags tags) {
        var date = DATE.matcher(tags.gpsText(GpsDirectory.TAG_DATE_STAMP));
        var clock = tags.gps(GpsDirectory.TAG_TIME_STAMP);
        if (!date.matches() || clock.length != 3) {
            return Timestamp.MALFORMED;
        }
        long millis = 0;
        for (int i = 0; i < clock.length; i++) {
            double part = clock[i].getDenominator() == 0
                    ? Double.NaN
                    : (double) clock[i].getNumerator() / clock[i].getDenominator();
            if (!(part >= 0 && part < (i == 0 ? 24 : 60))) {
                return Timestamp.MALFORMED;
            }
            millis = millis * 60 + Math.round(part * 1_000);
        }
        long midnight = Timestamp.parse(
                String.format(Locale.ROOT, "%s-%s-%sT00:00:00Z", date.group(1), date.group(2), date.group(3)));
        return midnight == Timestamp.MALFORMED ? midnight : midnight + millis;
    }
}
