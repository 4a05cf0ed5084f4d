package dev.waymill.formats.reader;

import dev.waymill.formats.point.Remark;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The attributes that a JSON field or a table column can hold, each with its known names. If a record has two
/// names of one attribute, the name listed first wins: `timestamp` before `created_at`.
///
/// Names are compared without case, blanks and punctuation: `speed (km/h)` becomes `speedkmh`.
public enum Attribute {
    /// Degrees, with a sign or followed by N or S.
    LATITUDE(
            "latitude",
            "lat",
            "latitudens",
            "latns",
            "latitudedeg",
            "latdeg",
            "gpslatitude",
            "gpslat",
            "locationlatitude"),
    /// Degrees, with a sign or followed by E or W.
    LONGITUDE(
            "longitude",
            "lon",
            "lng",
            "long",
            "longitudeew",
            "lonew",
            "longew",
            "lngew",
            "longitudedeg",
            "londeg",
            "gpslongitude",
            "gpslon",
            "locationlongitude"),
    /// Latitude and longitude in one text.
    PLACE(
            "latlon",
            "latlng",
            "latlong",
            "latitudelongitude",
            "position",
            "coordinates",
            "coordinate",
            "coords",
            "gpscoordinates",
            "gpsposition",
            "gpslocation",
            "geolocation",
            "geopoint",
            "geouri",
            "wkt",
            "thegeom",
            "geom",
            "geometry",
            "point",
            "geo",
            "gps",
            "location"),
    /// The same, but the longitude is the first of two plain numbers.
    PLACE_LONGITUDE_FIRST("lonlat", "lnglat", "longlat", "longitudelatitude"),
    /// 1e-7 degree.
    LATITUDE_E7("latitudee7", "late7"),
    /// 1e-7 degree.
    LONGITUDE_E7("longitudee7", "lnge7", "lone7"),
    /// A time in any notation.
    TIME(
            "timestamp",
            "time",
            "datetime",
            "when",
            "recordedat",
            "devicetime",
            "tst",
            "gpstime",
            "utctime",
            "timeutc",
            "timestamputc",
            "timestampms",
            "isotime",
            "epoch",
            "unixtime",
            "utct",
            "lastupdated",
            "lastchanged",
            "createdat"),
    /// The time of a Traccar position. Traccar's speeds are in knots.
    FIX_TIME("fixtime"),
    /// A date with time, or only the date if [#TIME] holds only a time of day.
    DATE("date", "gpsdate", "utcdate", "dateutc", "utcd"),
    /// Parts of a date and of a time of day.
    YEAR("year"),
    MONTH("month"),
    DAY("day"),
    HOUR("hour"),
    MINUTE("minute", "min"),
    SECOND("second", "sec"),
    MILLISECOND("millisecond", "ms", "msec"),
    /// Start and end of a stay.
    START("starttime", "arrived", "starttimestamp"),
    END("endtime", "departed", "endtimestamp"),
    /// Metres, if the name, the cell or the producer gives no other unit.
    ELEVATION("elevation", "altitude", "ele", "alt", "height", "z", "gpsaltitude", "altitudemsl", "elev"),
    /// Radius in metres.
    ACCURACY(
            "accuracy",
            "acc",
            "horizontalaccuracy",
            "hacc",
            "accuracyhorizontal",
            "horaccur",
            "horacc",
            "haccuracy",
            "horizontalacc",
            "gpsaccuracy",
            "locationaccuracy",
            "positionaccuracy",
            "eph",
            "epe",
            "horizontalerror",
            "horizontaluncertainty",
            "precision"),
    /// A factor, or metres in the files of some producers.
    HDOP("hdop", "horizontaldilution", "horizontaldilutionofprecision"),
    /// Metres per second, if the name, the cell or the producer gives no other unit.
    SPEED("speed", "velocity", "vel", "spd", "groundspeed", "gpsspeed", "speedoverground", "sog", "velo", "geschw"),
    /// Degrees clockwise from north. A heading may also be the compass's, so the names of the course are listed
    /// before it.
    COURSE(
            "course",
            "bearing",
            "bear",
            "cog",
            "courseoverground",
            "truecourse",
            "track angle",
            "heading",
            "hdg",
            "azimuth",
            "direction",
            "cour",
            "head"),
    /// Per cent. OwnTracks' `bs` is not listed: it is the charging state.
    BATTERY("battery", "batt", "bat", "batterypercent", "batterypercentage"),
    /// 0…1 as on iOS, or per cent. A value of 1 is a full battery here, but one per cent under the names of
    /// [#BATTERY].
    BATTERY_LEVEL("batterylevel"),
    /// The hemisphere of the latitude: N or S.
    NORTH_SOUTH("ns", "northsouth", "nsindicator", "nshemisphere", "nsind"),
    /// The hemisphere of the longitude: E or W.
    EAST_WEST("ew", "eastwest", "ewindicator", "ewhemisphere", "ewind", "ow", "eo"),
    /// Minutes and seconds of a latitude of whole degrees, in columns of their own.
    LATITUDE_MINUTES,
    LATITUDE_SECONDS,
    LONGITUDE_MINUTES,
    LONGITUDE_SECONDS,
    /// Whether the receiver had a fix, e.g. `A` or `V`, `SPS` or `NO FIX`.
    FIX(
            "valid",
            "fix",
            "fixvalid",
            "validfix",
            "gpsvalid",
            "gpsfix",
            "hasfix",
            "isvalid",
            "fixstatus",
            "gpsstatus",
            "fixtype",
            "fixmode",
            "fixquality",
            "gpsquality",
            "gpsfixquality",
            "validity"),
    /// Like [#FIX], but only the words for no fix count: other programs write a status of the vehicle or the
    /// app.
    STATUS("status", "navstatus", "positionstatus"),
    /// The geodetic datum of the coordinates.
    DATUM("datum", "mapdatum", "gpsdatum", "geodeticdatum", "geodetic", "crs", "coordinatesystem", "srid", "epsg"),
    ELEVATION_UNIT,
    ACCURACY_UNIT,
    SPEED_UNIT,
    /// What recorded the point.
    DEVICE("device", "deviceid", "devicename", "trackerid", "tid", "devicetag", "topic"),
    /// The kind of motion that the device detected. Overland's `activity` is its setting for the expected
    /// activity, so `motion` is listed before it.
    ACTIVITY("motion", "activity", "activitytype", "motionactivity"),
    /// The kind of a stay, e.g. `place_visit`, and its place.
    TYPE("type"),
    NAME("name"),
    ADDRESS("address"),
    PLACE_ID("placeid");

    /// All measured attributes other than place and time. They are applied in this order, so of two of the same
    /// kind the last, more precise one wins.
    public static final List<Attribute> MEASURES =
            List.of(ELEVATION, ACCURACY, HDOP, SPEED, COURSE, BATTERY_LEVEL, BATTERY);

    /// The first names of [#PLACE] give the order of two plain numbers.
    static final int ORDERED_PLACES = 4;

    /// Names of a hemisphere with a lower rank, such as `ns`, also occur for other things, which are numbers.
    static final int SHORT_NAMES = 10;

    private final List<String> spellings;

    Attribute(String... spellings) {
        this.spellings = Arrays.asList(spellings);
    }

    /// The meaning of a field name.
    ///
    /// @param rank position among the attribute's names; 0 is the best
    /// @param unit the unit in the name; null if it has none
    public record Spelling(
            Attribute attribute, int rank, @Nullable Unit unit) {
        /// Whether the name says that the time is in UTC.
        boolean isUtc() {
            return rank >= 0
                    && rank < attribute.spellings.size()
                    && attribute.spellings.get(rank).contains("utc");
        }
    }

    /// Returns the meaning of a field name in any notation; empty if the name is unknown. A measure's name may
    /// end with a unit: `Altitude (ft)`, `speed_kmh`, `Altitude in feet`.
    public static Optional<Spelling> of(String name) {
        return AttributeNames.of(name);
    }

    /// The names that are listed above.
    List<String> spellings() {
        return spellings;
    }

    /// What this attribute's unit measures; empty if it has no unit.
    public Optional<Unit.Quantity> quantity() {
        return switch (this) {
            case ELEVATION, ACCURACY -> Optional.of(Unit.Quantity.LENGTH);
            case SPEED -> Optional.of(Unit.Quantity.SPEED);
            case COURSE -> Optional.of(Unit.Quantity.ANGLE);
            case BATTERY, BATTERY_LEVEL -> Optional.of(Unit.Quantity.SHARE);
            default -> Optional.empty();
        };
    }

    /// Returns the attribute that holds this one's unit; empty if there is none.
    Optional<Attribute> unitField() {
        return switch (this) {
            case ELEVATION -> Optional.of(ELEVATION_UNIT);
            case ACCURACY -> Optional.of(ACCURACY_UNIT);
            case SPEED -> Optional.of(SPEED_UNIT);
            default -> Optional.empty();
        };
    }

    /// Sets a measured value from its text. Text that is not understood is dropped, with a remark. Does nothing
    /// if this is not one of [#MEASURES].
    ///
    /// @param unit the unit of a number without one; null for the stored unit
    public void set(PointBuilder fix, @Nullable String text, @Nullable Unit unit) {
        set(fix, text, unit, true);
    }

    /// @param commaGroups whether a comma before three digits groups them; otherwise it is a decimal comma
    void set(PointBuilder fix, @Nullable String text, @Nullable Unit unit, boolean commaGroups) {
        var written = text == null ? "" : TextCleaner.unpadded(text);
        var measured = Measured.of(written, commaGroups);
        if (measured == null) {
            if (!Measured.isAbsent(written)) {
                fix.remark(Remark.ATTRIBUTE_DROPPED);
            }
            return;
        }
        if (measured.hasDecimalComma()) {
            fix.remark(Remark.DECIMAL_COMMA);
        }
        set(fix, measured.value(), measured.unit() == null ? unit : measured.unit());
    }

    /// Sets a measured value.
    ///
    /// @param unit null for the stored unit
    public void set(PointBuilder fix, double value, @Nullable Unit unit) {
        if (this == HDOP && unit != null && unit.quantity() == Unit.Quantity.LENGTH) {
            fix.hdopInMetres((float) unit.convert(value));
        } else if (this == HDOP && unit == null) {
            fix.hdop((float) value);
        } else if (unit != null && !Optional.of(unit.quantity()).equals(quantity())) {
            fix.remark(Remark.ATTRIBUTE_DROPPED);
        } else {
            setStored(fix, value < 0 || unit == null ? value : unit.convert(value), unit == null);
        }
    }

    /// Parses a value that is set later, by [#set] without a unit.
    ///
    /// @return NaN if the value is unknown, infinity if the text is not understood
    public float parsed(String text, @Nullable Unit unit) {
        var written = TextCleaner.unpadded(text);
        var measured = Measured.of(written, true);
        if (measured == null) {
            return Measured.isAbsent(written) ? Float.NaN : Float.POSITIVE_INFINITY;
        }
        var own = measured.unit() == null ? unit : measured.unit();
        if (own != null && !Optional.of(own.quantity()).equals(quantity())) {
            return Float.POSITIVE_INFINITY;
        }
        return (float) (own == null ? measured.value() : own.convert(measured.value()));
    }

    private void setStored(PointBuilder fix, double value, boolean mayBeFraction) {
        switch (this) {
            case ELEVATION -> fix.elevation((float) value);
            case ACCURACY -> fix.accuracy((float) value);
            case SPEED -> fix.speed((float) value);
            case COURSE -> fix.course((float) value);
            case BATTERY -> fix.battery((float) value);
            case BATTERY_LEVEL ->
                fix.battery((float) (mayBeFraction && value <= 1 ? Unit.FRACTION.convert(value) : value));
            default -> {
                // Not a measure: a place, a time or text.
            }
        }
    }

    /// Returns the attribute for the same quantity, whatever its notation.
    public Attribute kind() {
        return switch (this) {
            case LATITUDE_E7 -> LATITUDE;
            case LONGITUDE_E7 -> LONGITUDE;
            case PLACE_LONGITUDE_FIRST -> PLACE;
            case FIX_TIME, START, END -> TIME;
            case HDOP -> ACCURACY;
            case BATTERY_LEVEL -> BATTERY;
            default -> this;
        };
    }

    /// Whether the attribute is free text, of which every visible character counts.
    boolean isText() {
        return switch (this) {
            case DEVICE, ACTIVITY, TYPE, NAME, ADDRESS, PLACE_ID -> true;
            default -> false;
        };
    }

    /// Whether the attribute is numeric, so that a comma in it can only be a decimal comma.
    public boolean isNumber() {
        return switch (kind()) {
            case LATITUDE, LONGITUDE, ELEVATION, ACCURACY, SPEED, COURSE, BATTERY -> true;
            default -> false;
        };
    }
}
