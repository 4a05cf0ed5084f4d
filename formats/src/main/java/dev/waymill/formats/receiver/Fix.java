package dev.waymill.formats.receiver;

import dev.waymill.formats.point.E7;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import java.time.Instant;

/// What the sentences of one moment say together. It becomes one point or one rejection.
///
/// A sentence that reports no fix contributes nothing. Of several places, the one with
/// the most digits is used; of other values, the first one.
final class Fix {
    static final long DAY_MILLIS = 86_400_000;
    private static final float METRES_PER_SECOND_OF_KNOT = 1852f / 3600;
    /// Many fixes may wait for their date, so each keeps little.
    private static final int MAX_TEXT = 200;
    /// No receiver writes so many sentences with a place at one moment.
    private static final int MAX_ADDRESSES = 20 * "GPRMC ".length();

    private final long line;
    private final String text;
    private final String clockText;
    private final long clock;
    private long day = Digits.MISSING;
    private String dateText = "";
    /// The addresses of the sentences read so far, e.g. `GPRMC GPGGA `.
    private String addresses = "";

    private boolean isVoid;
    private long latitude = E7.MISSING;
    private long longitude = E7.MISSING;
    private String latitudeText = "";
    private String longitudeText = "";
    private float elevation = Float.NaN;
    private float hdop = Float.NaN;
    private float knots = Float.NaN;
    private float course = Float.NaN;

    /// @param first the first sentence of the moment
    Fix(Sentence first, long line) {
        this.line = line;
        this.text = first.text().substring(0, Math.min(MAX_TEXT, first.text().length()));
        this.clockText =
                first.clock().substring(0, Math.min(MAX_TEXT, first.clock().length()));
        this.clock = Digits.clock(first.clock());
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(MAX_TEXT, text.length()));
    }

    /// Whether the sentence belongs to this moment: it has the same time, and no sentence like it was read. A
    /// receiver that writes five fixes a second may write the same second five times.
    boolean isOf(Sentence sentence) {
        var other = sentence.clock();
        boolean isSame = other.isEmpty() && sentence.type().equals("GLL")
                || (clock < 0 ? cut(other).equals(clockText) : Digits.clock(other) == clock);
        return isSame && addresses.length() < MAX_ADDRESSES && !addresses.contains(sentence.address() + " ");
    }

    void add(Sentence sentence) {
        addresses += sentence.address() + " ";
        switch (sentence.type()) {
            case "RMC" -> recommended(sentence);
            case "GLL" -> place(sentence, 1, sentence.field(6).equals("V") || isNone(sentence.field(7)));
            case "GGA" -> {
                if (place(sentence, 2, sentence.field(6).equals("0"))) {
                    quality(sentence);
                }
            }
            case "GNS" -> {
                if (place(sentence, 2, isNone(sentence.field(6)))) {
                    quality(sentence);
                }
            }
            default -> throw new IllegalArgumentException(sentence.type());
        }
    }

    private void recommended(Sentence rmc) {
        if (!place(rmc, 3, rmc.field(2).equals("V") || isNone(rmc.field(12)))) {
            return;
        }
        knots = Numbers.decimal(rmc.field(7));
        course = Numbers.decimal(rmc.field(8));
        dateText = cut(rmc.field(9));
        if (!dateText.isEmpty()) {
            day = Digits.date(dateText);
        }
    }

    /// Whether a mode, which has a letter for each satellite system, says that there is no fix.
    private static boolean isNone(String mode) {
        return !mode.isEmpty() && mode.chars().allMatch(letter -> letter == 'N');
    }

    /// @return whether the sentence reports a fix
    private boolean place(Sentence sentence, int at, boolean isWithoutFix) {
        isVoid |= isWithoutFix;
        if (!isWithoutFix) {
            place(
                    cut(sentence.field(at) + sentence.field(at + 1)),
                    Digits.degrees(sentence.field(at), sentence.field(at + 1), "N", "S"),
                    cut(sentence.field(at + 2) + sentence.field(at + 3)),
                    Digits.degrees(sentence.field(at + 2), sentence.field(at + 3), "E", "W"));
        }
        return !isWithoutFix;
    }

    private void place(String newLatitude, long newLatitudeE7, String newLongitude, long newLongitudeE7) {
        boolean isReadable = isSet(newLatitudeE7) && isSet(newLongitudeE7);
        if (isReadable == isPlaced() ? newLatitude.length() > latitudeText.length() : isReadable) {
            latitude = newLatitudeE7;
            longitude = newLongitudeE7;
            latitudeText = newLatitude;
            longitudeText = newLongitude;
        }
    }

    private boolean isPlaced() {
        return isSet(latitude) && isSet(longitude);
    }

    private static boolean isSet(long e7) {
        return e7 != E7.MISSING && e7 != E7.MALFORMED;
    }

    private void quality(Sentence sentence) {
        hdop = orElse(hdop, Numbers.decimal(sentence.field(8)));
        elevation = orElse(elevation, Numbers.decimal(sentence.field(9)));
    }

    /// Adds the motion of a VTG sentence where RMC has none. Old devices write no letters for the units.
    void addMotion(Sentence vtg) {
        boolean hasUnits = vtg.field(2).equals("T");
        course = orElse(course, Numbers.decimal(vtg.field(1)));
        knots = orElse(knots, Numbers.decimal(vtg.field(hasUnits ? 5 : 3)));
    }

    private static float orElse(float value, float other) {
        return Float.isNaN(value) ? other : value;
    }

    /// Milliseconds of the day; negative if unknown.
    long clock() {
        return clock;
    }

    /// Days from 1970; negative if unknown.
    long day() {
        return day;
    }

    void date(long newDay) {
        day = newDay;
    }

    /// Whether only the date is missing to make the fix a point.
    boolean isUndated() {
        return isPlaced() && clock >= 0 && day == Digits.MISSING;
    }

    boolean isDated() {
        return isPlaced() && clock >= 0 && day >= 0;
    }

    /// Passes the fix on as a point.
    void build(PointBuilder point) {
        point.begin(line);
        if (isVoid && latitudeText.isEmpty() && longitudeText.isEmpty()) {
            point.reject(RejectionReason.NO_FIX, text);
            return;
        }
        if (isPlaced()) {
            point.position(latitude, longitude);
        } else {
            point.latitude(latitude == E7.MISSING ? null : latitudeText);
            point.longitude(longitude == E7.MISSING ? null : longitudeText);
        }
        point.elevation(elevation);
        point.hdop(hdop);
        point.speed(knots * METRES_PER_SECOND_OF_KNOT);
        point.course(course);
        if (clock >= 0 && day >= 0) {
            point.time().iso(Instant.ofEpochMilli(day * DAY_MILLIS + clock).toString());
        } else if (clock == Digits.MALFORMED || day == Digits.MALFORMED) {
            point.time().malformed(dateText + " " + clockText);
        }
        point.end();
    }
}
