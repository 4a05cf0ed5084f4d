package dev.waymill.formats.receiver;

import dev.waymill.formats.point.E7;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.formats.text.Lines;
import dev.waymill.formats.text.TextStart;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads files of flight recorders as specified by the International Gliding Commission (IGC): H records with
/// the date and the recorder, B records with the fixes. Other records are skipped.
public final class IgcReader {
    private static final Pattern BEGINNING =
            Pattern.compile("^(H[FOP]DTE.{0,12}\\d{6}|B\\d{13}[NS]\\d{8}[EW][AV])", Pattern.MULTILINE);
    private static final Pattern DATE = Pattern.compile("H[FOP]DTE(DATE)?[ :]{0,3}(?<date>\\d{6}).*");
    private static final Pattern DATUM = Pattern.compile("H[FOP]DTM(?<code>\\d{3})?(?<name>.*)");
    private static final Pattern RECORDER = Pattern.compile("H[FOP]FTY[^:]*:(?<name>.*)");
    private static final Pattern NO_GPS_ALTITUDE = Pattern.compile("H[FOP]ALG[^:]*:\\s*NIL.*");
    private static final Pattern FIX = Pattern.compile("B(?<clock>\\d{6})(?<latitude>\\d{7})(?<north>[NS])"
            + "(?<longitude>\\d{8})(?<east>[EW])(?<validity>[AV])(?<pressure>.{5})(?<gps>.{5}).*");

    private static final String WGS_84 = "100";
    private static final long HALF_DAY = Fix.DAY_MILLIS / 2;
    private static final float KMH_PER_METRE_PER_SECOND = 3.6f;
    private static final int DEGREES_AND_MINUTES_OF_LATITUDE = 4;
    private static final int DEGREES_AND_MINUTES_OF_LONGITUDE = 5;

    private final PointBuilder point;
    private IgcExtensions extensions = IgcExtensions.NONE;
    private @Nullable String device;
    private boolean hasGpsAltitude = true;
    /// The date in the last header that differs from the one before it.
    private String dateText = "";

    private long day = Digits.MISSING;
    private long lastClock = Digits.MISSING;

    private IgcReader(Reading reading) {
        this.point = PointBuilder.byLine(reading);
    }

    /// Whether the text contains a fix or a date as in such files.
    public static boolean isIn(String text) {
        return BEGINNING.matcher(text).find();
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var flight = new IgcReader(reading);
        var lines = new Lines(TextStart.open(in));
        while (lines.next()) {
            var line = lines.text().strip();
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case 'H' -> flight.header(line);
                case 'I' -> flight.extensions = IgcExtensions.of(line);
                case 'B' -> flight.fix(line, lines);
                default -> {
                    // Signatures, tasks, events and notes are not used.
                }
            }
        }
    }

    private void header(String line) throws UnreadableFileException {
        var datum = DATUM.matcher(line);
        if (datum.matches() && !WGS_84.equals(datum.group("code"))) {
            requireWgs84(datum.group("name"));
        }
        var recorder = RECORDER.matcher(line);
        if (recorder.matches()) {
            device = recorder.group("name");
        }
        hasGpsAltitude &= !NO_GPS_ALTITUDE.matcher(line).matches();
        if (line.startsWith("DTE", 2)) {
            date(line);
        }
    }

    private static void requireWgs84(String name) throws UnreadableFileException {
        var bare = name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
        if (!bare.isEmpty() && !bare.endsWith("WGS84") && !bare.endsWith("WGS1984")) {
            throw UnreadableFileException.wrong(
                    "unknown-datum",
                    "The coordinates have the datum " + name.strip() + "; only WGS 84 is read. Convert the file first");
        }
    }

    /// A recorder may repeat the date of the take-off after midnight. Only another date begins another flight.
    private void date(String line) {
        var date = DATE.matcher(line);
        var text = date.matches() ? date.group("date") : line;
        if (!text.equals(dateText)) {
            dateText = text;
            day = Digits.date(text);
            lastClock = Digits.MISSING;
        }
    }

    private void fix(String line, Lines lines) {
        point.begin(lines.number());
        var fix = FIX.matcher(line);
        if (lines.isTooLong() || !fix.matches()) {
            point.reject(RejectionReason.LINE_FORMAT, line);
            return;
        }
        boolean isFull = fix.group("validity").equals("A");
        if (!isFull && Long.parseLong(fix.group("latitude") + fix.group("longitude")) == 0) {
            point.reject(RejectionReason.NO_FIX, line);
            return;
        }
        position(
                minutes(fix.group("latitude"), DEGREES_AND_MINUTES_OF_LATITUDE) + extensions.digits("LAD", line),
                fix.group("north"),
                minutes(fix.group("longitude"), DEGREES_AND_MINUTES_OF_LONGITUDE) + extensions.digits("LOD", line),
                fix.group("east"));
        elevation(isFull && hasGpsAltitude, fix.group("pressure"), fix.group("gps"));
        float accuracy = Numbers.decimal(extensions.digits("FXA", line));
        point.accuracy(accuracy > 0 ? accuracy : Float.NaN);
        point.speed(speed(extensions.digits("GSP", line)));
        point.course(Numbers.decimal(extensions.digits("TRT", line)));
        point.device(device);
        time(fix.group("clock"), extensions.digits("TDS", line));
        point.end();
    }

    /// Three digits are km/h; further ones are decimals.
    private static float speed(String digits) {
        return digits.length() < 3
                ? Float.NaN
                : Numbers.decimal(digits.substring(0, 3) + "." + digits.substring(3)) / KMH_PER_METRE_PER_SECOND;
    }

    private static String minutes(String digits, int whole) {
        return digits.substring(0, whole) + "." + digits.substring(whole);
    }

    private void position(String latitude, String north, String longitude, String east) {
        long latitudeE7 = Digits.degrees(latitude, north, "N", "S");
        long longitudeE7 = Digits.degrees(longitude, east, "E", "W");
        if (latitudeE7 == E7.MALFORMED || longitudeE7 == E7.MALFORMED) {
            point.latitude(latitude + north);
            point.longitude(longitude + east);
        } else {
            point.position(latitudeE7, longitudeE7);
        }
    }

    /// The altitude by pressure is used where the receiver has none. It is zero if the recorder does not
    /// measure it.
    private void elevation(boolean hasGps, String pressure, String gps) {
        float byPressure = Numbers.decimal(pressure);
        point.elevation(hasGps ? Numbers.decimal(gps) : byPressure == 0 ? Float.NaN : byPressure);
    }

    private void time(String clockText, String fraction) {
        long clock = Digits.clock(clockText + "." + fraction);
        if (day == Digits.MISSING) {
            return;
        }
        if (clock < 0 || day < 0) {
            point.time().malformed(dateText + " " + clockText);
            return;
        }
        if (lastClock >= 0 && clock < lastClock - HALF_DAY) {
            day++;
        }
        lastClock = clock;
        point.time().iso(Instant.ofEpochMilli(day * Fix.DAY_MILLIS + clock).toString());
    }
}
