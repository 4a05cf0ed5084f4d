package dev.waymill.formats.photo;

import com.drew.lang.Rational;
import com.drew.metadata.exif.GpsDirectory;
import dev.waymill.formats.point.E7;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.Datum;
import dev.waymill.formats.reader.PointBuilder;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Where a photo was taken: degrees, minutes and seconds, each a fraction, and a letter for the hemisphere.
///
/// A fraction of zero parts is no value. Neither are zero degrees of both latitude and longitude: cameras write
/// them if they have no fix.
final class ExifPlace {
    private final ExifTags tags;
    private final PointBuilder fix;

    private ExifPlace(ExifTags tags, PointBuilder fix) {
        this.tags = tags;
        this.fix = fix;
    }

    static void set(ExifTags tags, PointBuilder fix) {
        var place = new ExifPlace(tags, fix);
        long latitude = place.e7(GpsDirectory.TAG_LATITUDE, GpsDirectory.TAG_LATITUDE_REF, 'N', 'S');
        long longitude = place.e7(GpsDirectory.TAG_LONGITUDE, GpsDirectory.TAG_LONGITUDE_REF, 'E', 'W');
        if (latitude == 0 && longitude == 0) {
            return;
        }
        fix.position(latitude, longitude);
        if (latitude == E7.MALFORMED) {
            fix.latitude(place.written(GpsDirectory.TAG_LATITUDE, GpsDirectory.TAG_LATITUDE_REF));
        }
        if (longitude == E7.MALFORMED) {
            fix.longitude(place.written(GpsDirectory.TAG_LONGITUDE, GpsDirectory.TAG_LONGITUDE_REF));
        }
        place.flaws();
    }

    private void flaws() {
        // The measurement was interrupted: the place is an old one.
        if (tags.gpsText(GpsDirectory.TAG_STATUS).equalsIgnoreCase("V")) {
            fix.flaw(RejectionReason.NO_FIX);
        }
        var datum = tags.gpsText(GpsDirectory.TAG_MAP_DATUM);
        if (!datum.isEmpty() && !Datum.isWgs84(datum)) {
            fix.flaw(RejectionReason.COORDINATE_DATUM);
        }
    }

    private long e7(int tag, int letterTag, char positive, char negative) {
        var parts = tags.gps(tag);
        if (parts.length == 0 || parts[0].getDenominator() == 0) {
            return E7.MISSING;
        }
        double degrees = degrees(parts);
        if (degrees == 0) {
            // Not every camera without a fix writes the letter.
            return 0;
        }
        var letter = tags.gpsText(letterTag).toUpperCase(Locale.ROOT);
        int sign = letter.isEmpty() ? 0 : letter.charAt(0) == positive ? 1 : letter.charAt(0) == negative ? -1 : 0;
        return Double.isNaN(degrees) || sign == 0 ? E7.MALFORMED : sign * Math.round(degrees * 1e7);
    }

    /// Some cameras write minutes with decimals, and then no seconds.
    ///
    /// @return NaN if the parts contradict each other
    private static double degrees(Rational[] parts) {
        double degrees = 0;
        double unit = 1;
        for (int i = 0; i < parts.length; i++) {
            double part = parts[i].getDenominator() == 0 && i == 2 ? 0 : ExifTags.value(parts[i]);
            // Rounding can give 60.
            if (!(part >= 0 && (i == 0 || part <= 60)) || i > 2) {
                return Double.NaN;
            }
            degrees += part / unit;
            unit *= 60;
        }
        return degrees;
    }

    /// Returns what is in the file, e.g. `52/1 31/1 12/1 N`.
    private String written(int tag, int letterTag) {
        return Arrays.stream(tags.gps(tag)).map(Rational::toString).collect(Collectors.joining(" ")) + " "
                + tags.gpsText(letterTag);
    }
}
