package dev.waymill.formats.reader;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The attributes that a JSON field or a table column can hold, each with its known names. If a record has two
/// names of one attribute, the name listed first wins: `timestamp` before `created_at`.
///
/// Names are compared without case, blanks and punctuation: `speed (km/h)` becomes `speedkmh`.
public enum Attribute {
    /// Degrees, with a sign or followed by N or S.
    LATITUDE("latitude", "lat", "latitudens", "latitudedeg", "latdeg", "gpslatitude", "gpslat", "locationlatitude"),
    LONGITUDE(
            "longitude",
            "lon",
            "lng",
            "long",
            "longitudeew",
            "longitudedeg",
            "londeg",
            "gpslongitude",
            "gpslon",
            "locationlongitude"),
    /// Latitude and longitude in one text, as in [PlaceNotation].
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
    LONGITUDE_E7("longitudee7", "lnge7", "lone7"),
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
    /// Metres.
    ELEVATION("elevation", "altitude", "ele", "alt", "height", "z", "elevationm", "altitudem", "heightm"),
    ELEVATION_FEET(
            "elevationft",
            "altitudeft",
            "heightft",
            "altft",
            "eleft",
            "elevationfeet",
            "altitudefeet",
            "heightfeet",
            "altfeet",
            "elefeet"),
    /// Radius in metres.
    ACCURACY("accuracy", "acc", "horizontalaccuracy", "hacc", "precision", "accuracym", "horizontalaccuracym"),
    HDOP("hdop"),
    /// Metres per second.
    SPEED("speed", "velocity", "vel", "speedmps", "speedms", "velocityms", "velo", "geschw"),
    SPEED_KMH("speedkmh", "speedkph", "velocitykmh", "velkmh"),
    SPEED_MPH("speedmph", "velocitymph"),
    SPEED_KNOTS("speedkn", "speedknots", "speedkt", "speedkts"),
    /// Degrees clockwise from north.
    COURSE(
            "course",
            "heading",
            "bearing",
            "cog",
            "azimuth",
            "direction",
            "headingdeg",
            "bearingdeg",
            "coursedeg",
            "cour",
            "head"),
    /// Per cent. OwnTracks' `bs` is not listed: it is the charging state.
    BATTERY("battery", "batt", "bat", "batterypercent", "batterypercentage"),
    /// 0…1 as on iOS, or per cent. A value of 1 is a full battery here, but one per cent under the names of
    /// [#BATTERY].
    BATTERY_LEVEL("batterylevel"),
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
    public static final List<Attribute> MEASURES = List.of(
            ELEVATION_FEET,
            ELEVATION,
            ACCURACY,
            HDOP,
            SPEED_KNOTS,
            SPEED_MPH,
            SPEED_KMH,
            SPEED,
            COURSE,
            BATTERY_LEVEL,
            BATTERY);

    /// The first names of [#PLACE] give the order of two plain numbers.
    static final int ORDERED_PLACES = 4;

    private static final float METRES_PER_FOOT = 0.3048f;
    private static final float KMH_PER_METRE_PER_SECOND = 3.6f;
    private static final float METRES_PER_SECOND_OF_MPH = 0.44704f;
    private static final float METRES_PER_SECOND_OF_KNOT = 1852f / 3600;

    private static final Map<String, Spelling> SPELLINGS = new HashMap<>();

    static {
        for (var attribute : values()) {
            for (int i = 0; i < attribute.spellings.size(); i++) {
                SPELLINGS.put(attribute.spellings.get(i), new Spelling(attribute, i));
            }
        }
    }

    private final List<String> spellings;

    Attribute(String... spellings) {
        this.spellings = Arrays.asList(spellings);
    }

    /// The meaning of a field name.
    ///
    /// @param rank position among the attribute's names; 0 is the best
    public record Spelling(Attribute attribute, int rank) {
        /// Whether the name says that the time is in UTC.
        boolean isUtc() {
            return rank >= 0 && attribute.spellings.get(rank).contains("utc");
        }
    }

    /// Returns the meaning of a field name in any notation; empty if the name is unknown.
    public static Optional<Spelling> of(String name) {
        var bare = new StringBuilder(name.length());
        name.codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
        return Optional.ofNullable(SPELLINGS.get(bare.toString().toLowerCase(Locale.ROOT)));
    }

    /// Sets a measured value, converted from this attribute's unit. Does nothing if this is not one of
    /// [#MEASURES].
    public void set(PointBuilder fix, float value) {
        switch (this) {
            case ELEVATION -> fix.elevation(value);
            case ELEVATION_FEET -> fix.elevation(value * METRES_PER_FOOT);
            case ACCURACY -> fix.accuracy(value);
            case HDOP -> fix.hdop(value);
            case SPEED -> fix.speed(value);
            case SPEED_KMH -> fix.speed(value / KMH_PER_METRE_PER_SECOND);
            case SPEED_MPH -> fix.speed(value * METRES_PER_SECOND_OF_MPH);
            case SPEED_KNOTS -> fix.speed(value * METRES_PER_SECOND_OF_KNOT);
            case COURSE -> fix.course(value);
            case BATTERY -> fix.battery(value);
            case BATTERY_LEVEL -> fix.battery(value <= 1 ? value * 100 : value);
            default -> {
                // Not a measure: a place, a time or text.
            }
        }
    }

    /// Returns the attribute for the same quantity, whatever its unit.
    public Attribute kind() {
        return switch (this) {
            case LATITUDE, LATITUDE_E7 -> LATITUDE;
            case LONGITUDE, LONGITUDE_E7 -> LONGITUDE;
            case PLACE, PLACE_LONGITUDE_FIRST -> PLACE;
            case TIME, FIX_TIME, START, END -> TIME;
            case ELEVATION, ELEVATION_FEET -> ELEVATION;
            case ACCURACY, HDOP -> ACCURACY;
            case SPEED, SPEED_KMH, SPEED_MPH, SPEED_KNOTS -> SPEED;
            case BATTERY, BATTERY_LEVEL -> BATTERY;
            case YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MILLISECOND -> this;
            case DATE, COURSE, DEVICE, ACTIVITY, TYPE, NAME, ADDRESS, PLACE_ID -> this;
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
