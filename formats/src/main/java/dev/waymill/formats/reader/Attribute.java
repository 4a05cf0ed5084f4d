package dev.waymill.formats.reader;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a field of JSON or a column of a table can hold, and how programs call it. Of two names for the same,
/// the one that stands first here counts: `timestamp` before `created_at`.
///
/// Names are compared without case, blanks and punctuation, so that `speed (km/h)` is `speedkmh`.
public enum Attribute {
    /// Degrees, with a sign or with N or S behind.
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
            "createdat"),
    /// The time of Traccar's positions, whose speeds are in knots.
    FIX_TIME("fixtime"),
    /// A whole time, or the day of one whose hour stands in [#TIME].
    DATE("date", "gpsdate", "utcdate", "dateutc"),
    /// From when to when somebody was there.
    START("starttime", "arrived", "starttimestamp"),
    END("endtime", "departed", "endtimestamp"),
    /// Metres.
    ELEVATION("elevation", "altitude", "ele", "alt", "height", "z", "elevationm", "altitudem", "heightm"),
    ELEVATION_FEET("elevationft", "altitudeft", "heightft", "elevationfeet", "altitudefeet", "heightfeet"),
    /// Radius in metres.
    ACCURACY("accuracy", "acc", "horizontalaccuracy", "hacc", "precision", "accuracym", "horizontalaccuracym"),
    HDOP("hdop"),
    /// Metres per second.
    SPEED("speed", "velocity", "vel", "speedmps", "speedms", "velocityms"),
    SPEED_KMH("speedkmh", "speedkph", "velocitykmh", "velkmh"),
    SPEED_MPH("speedmph", "velocitymph"),
    SPEED_KNOTS("speedkn", "speedknots", "speedkt", "speedkts"),
    /// Degrees clockwise from north.
    COURSE("course", "heading", "bearing", "cog", "azimuth", "direction", "headingdeg", "bearingdeg", "coursedeg"),
    /// Per cent. OwnTracks' `bs` is none of these: it says whether the battery is being charged.
    BATTERY("battery", "batt", "bat", "batterypercent", "batterypercentage"),
    /// 0…1 as iOS has it, or per cent: 1 is a full battery. Under the plain names above it is one per cent.
    BATTERY_LEVEL("batterylevel"),
    DEVICE("device", "deviceid", "devicename", "trackerid", "tid", "devicetag", "topic"),
    /// How the device thinks that it moves. Overland's `activity` is what it was told to expect.
    ACTIVITY("motion", "activity", "activitytype", "motionactivity"),
    /// Of a stay: what it is, e.g. `place_visit`, and where.
    TYPE("type"),
    NAME("name"),
    ADDRESS("address"),
    PLACE_ID("placeid");

    /// What is measured beside place and time; of two for the same, the better one is the last.
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

    /// What a name stands for.
    ///
    /// @param rank of the name among those of the same; 0 is the best
    public record Spelling(Attribute attribute, int rank) {}

    /// What that name stands for, in any of its spellings; empty when we do not know.
    public static Optional<Spelling> of(String name) {
        var bare = new StringBuilder(name.length());
        name.codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
        return Optional.ofNullable(SPELLINGS.get(bare.toString().toLowerCase(Locale.ROOT)));
    }

    /// Tells the fix what was measured, in the unit of this; nothing if this is none of [#MEASURES].
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
                // Where, when, or words.
            }
        }
    }

    /// What it is, whatever its unit.
    public Attribute kind() {
        return switch (this) {
            case LATITUDE, LATITUDE_E7 -> LATITUDE;
            case LONGITUDE, LONGITUDE_E7 -> LONGITUDE;
            case TIME, FIX_TIME, START, END -> TIME;
            case ELEVATION, ELEVATION_FEET -> ELEVATION;
            case ACCURACY, HDOP -> ACCURACY;
            case SPEED, SPEED_KMH, SPEED_MPH, SPEED_KNOTS -> SPEED;
            case BATTERY, BATTERY_LEVEL -> BATTERY;
            case DATE, COURSE, DEVICE, ACTIVITY, TYPE, NAME, ADDRESS, PLACE_ID -> this;
        };
    }

    /// Whether it is a number, in which a comma can only be a decimal one.
    public boolean isNumber() {
        return switch (kind()) {
            case LATITUDE, LONGITUDE, ELEVATION, ACCURACY, SPEED, COURSE, BATTERY -> true;
            default -> false;
        };
    }
}
