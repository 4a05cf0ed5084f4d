package dev.waymill.formats.reader;

import dev.waymill.formats.point.E7;
import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builds and validates one point while it is read. Reused for the next point.
///
/// A reader calls [#begin], then sets values in any order, then [#end]. If a value is set twice, the last one
/// wins.
public final class PointBuilder {
    /// Metres of accuracy per unit of `hdop`: the usual range error of a receiver. An approximation, because
    /// GPX has no accuracy.
    private static final float METRES_PER_HDOP = 5;

    private static final int MAX_LATITUDE = 900_000_000;
    private static final int MAX_LONGITUDE = 1_800_000_000;
    /// Shown in a rejection for a malformed coordinate whose text was not kept.
    private static final String FORGOTTEN = "?";

    private static final long UNSIGNED_32_BIT = 1L << 32;

    private final PointSink sink;
    private final long earliest;
    private final long latest;
    private final boolean byLine;
    private final PointTime time;

    private long place;
    private long latitude;
    private long longitude;
    private @Nullable String latitudeText;
    private @Nullable String longitudeText;
    private float elevation;
    private float accuracy;
    private float hdop;
    private float metresPerHdop;
    private float speed;
    private float course;
    private float battery;
    private @Nullable String device;
    private @Nullable String activity;
    /// The last raw values and their cleaned forms. Files repeat them from point to point, and cleaning is
    /// slow.
    private @Nullable String rawDevice;

    private @Nullable String cleanDevice;
    private @Nullable String rawActivity;
    private @Nullable String cleanActivity;
    /// One bit for each [Remark].
    private int remarks;
    /// A reason that the reader found, for a point that is otherwise valid.
    private @Nullable RejectionReason flaw;

    private PointBuilder(Reading reading, boolean byLine) {
        this.sink = reading.sink();
        this.earliest = reading.earliest();
        this.latest = reading.latest();
        this.byLine = byLine;
        this.time = new PointTime(reading.times());
        begin(0);
    }

    /// Creates a builder for files in which a point's position is its line number.
    public static PointBuilder byLine(Reading reading) {
        return new PointBuilder(reading, true);
    }

    /// Creates a builder for files in which a point's position is its byte offset.
    public static PointBuilder byOffset(Reading reading) {
        return new PointBuilder(reading, false);
    }

    /// Begins a point and clears all values.
    ///
    /// @param newPlace its line or byte offset
    public void begin(long newPlace) {
        place = newPlace;
        latitude = longitude = E7.MISSING;
        latitudeText = longitudeText = device = activity = null;
        elevation = accuracy = hdop = speed = course = battery = Float.NaN;
        remarks = 0;
        flaw = null;
        time.clear();
    }

    /// Sets the latitude in decimal degrees.
    public void latitude(@Nullable String degrees) {
        latitudeText = degrees;
        latitude = degrees == null ? E7.MISSING : E7.parse(degrees);
    }

    /// Sets the longitude in decimal degrees.
    public void longitude(@Nullable String degrees) {
        longitudeText = degrees;
        longitude = degrees == null ? E7.MISSING : E7.parse(degrees);
    }

    /// Sets coordinates that the reader parsed: 1e-7 degree or the special values of [E7#parse].
    ///
    /// @param latitudeWritten for rejections: the text in the file, as is `longitudeWritten`
    void position(
            long newLatitude, @Nullable String latitudeWritten, long newLongitude, @Nullable String longitudeWritten) {
        latitude = newLatitude;
        longitude = newLongitude;
        latitudeText = latitudeWritten;
        longitudeText = longitudeWritten;
    }

    /// Sets the latitude in 1e-7 degree. Restores a sign that was lost in an unsigned 32-bit number.
    public void latitudeE7(double e7) {
        latitudeText = null;
        latitude = signed(e7, MAX_LATITUDE);
    }

    /// Sets the longitude in 1e-7 degree. Restores a sign that was lost in an unsigned 32-bit number.
    public void longitudeE7(double e7) {
        longitudeText = null;
        longitude = signed(e7, MAX_LONGITUDE);
    }

    /// Sets the latitude in 1e-7 degree from text, which may be malformed.
    public void latitudeE7(@Nullable String e7) {
        latitudeText = e7;
        latitude = signed(e7, MAX_LATITUDE);
    }

    /// Sets the longitude in 1e-7 degree from text, which may be malformed.
    public void longitudeE7(@Nullable String e7) {
        longitudeText = e7;
        longitude = signed(e7, MAX_LONGITUDE);
    }

    private long signed(@Nullable String text, int limit) {
        if (text == null) {
            return E7.MISSING;
        }
        double number = Numbers.number(text);
        return Double.isNaN(number) ? E7.MALFORMED : signed(number, limit);
    }

    private long signed(double number, int limit) {
        if (!Double.isFinite(number)) {
            return E7.NOT_A_NUMBER;
        }
        long e7 = Math.round(number);
        long lower = e7 - UNSIGNED_32_BIT;
        if (e7 > limit && lower >= -limit && lower < 0) {
            remark(Remark.E7_OVERFLOW);
            return lower;
        }
        return e7;
    }

    /// Sets coordinates that a reader parsed earlier: 1e-7 degree or the special values of [E7#parse].
    public void position(long newLatitude, long newLongitude) {
        latitude = newLatitude;
        longitude = newLongitude;
        latitudeText = latitude == E7.MALFORMED ? FORGOTTEN : null;
        longitudeText = longitude == E7.MALFORMED ? FORGOTTEN : null;
    }

    /// Returns the time, to be set.
    public PointTime time() {
        return time;
    }

    /// Metres.
    public void elevation(float metres) {
        elevation = checked(metres, -12_000, 100_000);
    }

    /// Radius in metres. Phones write a negative value for unknown.
    public void accuracy(float metres) {
        accuracy = metres < 0 ? Float.NaN : checked(metres, 0, 10_000_000);
    }

    /// Dilution of precision, for a source without accuracy.
    public void hdop(float factor) {
        hdop = factor < 0 ? Float.NaN : checked(factor, 0, 10_000);
        metresPerHdop = METRES_PER_HDOP;
    }

    /// Radius in metres of a producer that writes it as dilution of precision, for a source without accuracy.
    public void hdopInMetres(float metres) {
        hdop = metres < 0 ? Float.NaN : checked(metres, 0, 10_000_000);
        metresPerHdop = 1;
    }

    /// Metres per second. Phones write a negative value for unknown.
    public void speed(float metresPerSecond) {
        speed = metresPerSecond < 0 ? Float.NaN : checked(metresPerSecond, 0, 1_000);
    }

    /// Degrees clockwise from north. Phones write a negative value for unknown.
    public void course(float degrees) {
        course = degrees < 0 ? Float.NaN : checked(degrees, 0, 360);
    }

    /// Per cent. Phones write a negative value for unknown.
    public void battery(float percent) {
        battery = percent < 0 ? Float.NaN : checked(percent, 0, 100);
    }

    public void device(@Nullable String name) {
        if (!Objects.equals(name, rawDevice)) {
            rawDevice = name;
            cleanDevice = TextCleaner.name(name);
        }
        device = cleanDevice;
    }

    /// Sets the kind of motion, in any notation: `WALKING`, `in passenger vehicle`, `On Foot`.
    public void activity(@Nullable String name) {
        if (!Objects.equals(name, rawActivity)) {
            rawActivity = name;
            cleanActivity = TextCleaner.category(name);
        }
        activity = cleanActivity;
    }

    /// Adds a remark, e.g. on a repair that the reader made.
    public void remark(Remark remark) {
        remarks |= 1 << remark.ordinal();
    }

    /// Notes why this point must not be accepted. Missing or invalid coordinates are a stronger reason, a missing
    /// time is a weaker one.
    public void flaw(RejectionReason reason) {
        flaw = reason;
    }

    /// Whether neither coordinate was set.
    public boolean isPositionMissing() {
        return latitude == E7.MISSING && longitude == E7.MISSING;
    }

    /// Whether both coordinates are present and in range.
    public boolean isPlaced() {
        return placeReason() == null;
    }

    /// Whether the time is present and plausible.
    public boolean isTimed() {
        return timeReason() == null;
    }

    /// 1e-7 degree. Valid only if [#isPlaced].
    public int latitudeE7() {
        return (int) latitude;
    }

    /// 1e-7 degree. Valid only if [#isPlaced].
    public int longitudeE7() {
        return (int) longitude;
    }

    /// Whether the current point has this remark.
    public boolean hasRemark(Remark remark) {
        return (remarks & 1 << remark.ordinal()) != 0;
    }

    /// Ends the point: validates it and passes it to the sink.
    ///
    /// @return whether it was accepted
    public boolean end() {
        var reason = reason();
        if (reason == null) {
            remarkOnItself();
            HeldPoint.pass(sink, point(), remarks);
        } else {
            reject(reason, text());
        }
        return reason == null;
    }

    /// Ends the point without passing it on if it is valid; otherwise rejects it.
    ///
    /// @param reason the reason if it is rejected later
    public Optional<HeldPoint> hold(RejectionReason reason) {
        var invalid = reason();
        if (invalid != null) {
            reject(invalid, text());
            return Optional.empty();
        }
        remarkOnItself();
        return Optional.of(new HeldPoint(point(), remarks, rejection(reason, text())));
    }

    private TimelinePoint point() {
        float radius = Float.isNaN(accuracy) ? hdop * metresPerHdop : accuracy;
        return new TimelinePoint(
                time.millis(),
                (int) latitude,
                (int) longitude,
                elevation,
                radius,
                speed,
                course,
                battery,
                device,
                activity);
    }

    private Rejection rejection(RejectionReason reason, String text) {
        return new Rejection(reason, byLine ? Place.line(place) : Place.offset(place), text);
    }

    /// Rejects the current point for a reason that the reader determined.
    ///
    /// @param text the original text
    public void reject(RejectionReason reason, String text) {
        sink.reject(rejection(reason, text));
    }

    private void remarkOnItself() {
        remarks |= time.remarks();
        if (latitude == 0 && longitude == 0) {
            remark(Remark.NULL_ISLAND);
        }
        if (Float.isNaN(accuracy) && !Float.isNaN(hdop)) {
            remark(metresPerHdop == 1 ? Remark.HDOP_IN_METRES : Remark.ACCURACY_ESTIMATED);
        }
    }

    private @Nullable RejectionReason reason() {
        var reason = placeReason();
        if (reason == null) {
            reason = flaw;
        }
        return reason == null ? timeReason() : reason;
    }

    private @Nullable RejectionReason placeReason() {
        if (latitude == E7.MISSING || longitude == E7.MISSING) {
            return RejectionReason.COORDINATE_MISSING;
        }
        if (latitude == E7.NOT_A_NUMBER || longitude == E7.NOT_A_NUMBER) {
            return RejectionReason.COORDINATE_NAN;
        }
        if (latitude == E7.MALFORMED || longitude == E7.MALFORMED) {
            return RejectionReason.COORDINATE_FORMAT;
        }
        if (Math.abs(latitude) > MAX_LATITUDE || Math.abs(longitude) > MAX_LONGITUDE) {
            return RejectionReason.COORDINATE_RANGE;
        }
        return null;
    }

    private @Nullable RejectionReason timeReason() {
        long millis = time.millis();
        if (millis == PointTime.MISSING) {
            return RejectionReason.NO_TIMESTAMP;
        }
        if (millis == PointTime.MALFORMED) {
            return RejectionReason.TIMESTAMP_FORMAT;
        }
        return millis >= earliest && millis <= latest ? null : RejectionReason.TIMESTAMP_RANGE;
    }

    /// Replaces an implausible value with NaN. The point itself is not rejected.
    private float checked(float value, float least, float most) {
        if (value >= least && value <= most) {
            return value;
        }
        if (!Float.isNaN(value)) {
            remark(Remark.ATTRIBUTE_DROPPED);
        }
        return Float.NaN;
    }

    private String text() {
        var text = new StringBuilder();
        append(text, "lat", latitudeText, latitude);
        append(text, "lon", longitudeText, longitude);
        time.appendTo(text);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String written, long e7) {
        if (written != null) {
            PointTime.append(text, name, written);
        } else if (e7 != E7.MISSING) {
            PointTime.append(text, name + "E7", e7 == E7.NOT_A_NUMBER ? "NaN" : Long.toString(e7));
        }
    }
}
