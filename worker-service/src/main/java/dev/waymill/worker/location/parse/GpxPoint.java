package dev.waymill.worker.location.parse;

import org.jspecify.annotations.Nullable;

/// One `trkpt`, `rtept` or `wpt` while it is read: what stood in the file, and the judgement over it. Used
/// again for the next point.
final class GpxPoint {
    /// Metres of accuracy per unit of `hdop`: a receiver's usual range error. An approximation; GPX has no
    /// accuracy.
    private static final float METRES_PER_HDOP = 5;

    private static final int MAX_LATITUDE = 900_000_000;
    private static final int MAX_LONGITUDE = 1_800_000_000;

    private @Nullable String latitude;
    private @Nullable String longitude;
    private @Nullable String time;
    private long line;
    private float elevation;
    private float accuracy;
    private float hdop;
    private float speed;
    private float course;

    void begin(@Nullable String newLatitude, @Nullable String newLongitude, long newLine) {
        latitude = newLatitude;
        longitude = newLongitude;
        line = newLine;
        time = null;
        elevation = accuracy = hdop = speed = course = Float.NaN;
    }

    void set(GpxField field, String text) {
        switch (field) {
            case TIME -> time = text;
            case ELEVATION -> elevation = number(text, -12_000, 100_000);
            case ACCURACY -> accuracy = number(text, 0, 1_000_000);
            case HDOP -> hdop = number(text, 0, 10_000);
            case SPEED -> speed = number(text, 0, 1_000);
            case COURSE -> course = number(text, 0, 360);
        }
    }

    /// @param latest the latest believable time, in epoch milliseconds
    void end(long latest, PointSink sink) {
        long lat = latitude == null ? 0 : E7.parse(latitude);
        long lon = longitude == null ? 0 : E7.parse(longitude);
        long millis = time == null ? 0 : Timestamp.parse(time);
        var reason = reasonAgainst(lat, lon, millis, latest);
        if (reason == null) {
            float radius = Float.isNaN(accuracy) ? hdop * METRES_PER_HDOP : accuracy;
            sink.accept(new TimelinePoint(millis, (int) lat, (int) lon, elevation, radius, speed, course));
        } else {
            sink.reject(new Rejection(reason, line, text()));
        }
    }

    private @Nullable RejectionReason reasonAgainst(long lat, long lon, long millis, long latest) {
        if (latitude == null || longitude == null) {
            return RejectionReason.COORDINATE_MISSING;
        }
        if (lat == E7.NOT_A_NUMBER || lon == E7.NOT_A_NUMBER) {
            return RejectionReason.COORDINATE_NAN;
        }
        if (lat == E7.MALFORMED || lon == E7.MALFORMED) {
            return RejectionReason.COORDINATE_FORMAT;
        }
        if (Math.abs(lat) > MAX_LATITUDE || Math.abs(lon) > MAX_LONGITUDE) {
            return RejectionReason.COORDINATE_RANGE;
        }
        if (time == null || time.isBlank()) {
            return RejectionReason.NO_TIMESTAMP;
        }
        if (millis == Timestamp.MALFORMED) {
            return RejectionReason.TIMESTAMP_FORMAT;
        }
        return millis > 0 && millis <= latest ? null : RejectionReason.TIMESTAMP_RANGE;
    }

    private String text() {
        var text = new StringBuilder();
        append(text, "lat", latitude);
        append(text, "lon", longitude);
        append(text, "time", time);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(name)
                    .append("=\"")
                    .append(value)
                    .append('"');
        }
    }

    /// An attribute of the point that makes no sense is unknown; it is no reason to lose the point. Seven
    /// decimals are more than a float holds, and reading them so is several times as fast as
    /// `Float.parseFloat`.
    private static float number(String text, float least, float most) {
        long value = E7.parse(text);
        if (value == E7.MALFORMED || value == E7.NOT_A_NUMBER) {
            return Float.NaN;
        }
        float number = (float) (value / 1e7);
        return number >= least && number <= most ? number : Float.NaN;
    }
}
