package dev.waymill.formats.text;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads track files of OziExplorer (`.plt`) and of programs that imitate them: six lines of header, then one
/// line for each point with latitude, longitude, a flag, feet, a Delphi day number, date and time.
///
/// The flag begins a new part of the track. Parts are not kept.
public final class PltReader {
    private static final int HEADER_LINES = 6;
    private static final int DATUM_LINE = 2;
    private static final int ALTITUDE_LINE = 3;
    private static final int NEEDED = 5;
    /// Altitude of a point without one.
    private static final float NO_ALTITUDE = -777;
    /// Delphi counts days from 1899-12-30.
    private static final double DELPHI_DAYS = 25_569;

    private static final double DAY_SECONDS = 86_400;

    private final PointBuilder fix;
    private final AttributeCollector attributes;
    private String altitude = "altitude_ft";

    private PltReader(Reading reading) {
        this.fix = PointBuilder.byLine(reading);
        this.attributes = new AttributeCollector(fix, reading);
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var track = new PltReader(reading);
        var lines = new Lines(TextStart.open(in));
        while (lines.next()) {
            if (lines.number() > HEADER_LINES) {
                track.point(lines);
            } else {
                track.header(lines);
            }
        }
    }

    private void header(Lines lines) throws UnreadableFileException {
        var line = lines.text().strip();
        if (lines.number() == DATUM_LINE && !line.replaceAll("[^A-Za-z0-9]", "").equalsIgnoreCase("WGS84")) {
            throw UnreadableFileException.wrong(
                    "unknown-datum",
                    "The coordinates have the datum \"" + line
                            + "\"; only WGS 84 is read. Convert the track in OziExplorer first");
        }
        if (lines.number() == ALTITUDE_LINE && line.toLowerCase(Locale.ROOT).contains("met")) {
            altitude = "altitude";
        }
    }

    private void point(Lines lines) {
        var line = lines.text();
        if (line.isBlank()) {
            return;
        }
        var cells = line.split(",", -1);
        if (lines.isTooLong() || cells.length < NEEDED) {
            fix.begin(lines.number());
            fix.reject(RejectionReason.LINE_FORMAT, line);
            return;
        }
        attributes.begin(lines.number());
        attributes.put("latitude", cells[0]);
        attributes.put("longitude", cells[1]);
        if (Numbers.decimal(cells[3]) != NO_ALTITUDE) {
            attributes.put(altitude, cells[3]);
        }
        var day = cells[4].strip();
        if (Numbers.number(day) == 0 || day.isEmpty()) {
            attributes.put("date", cells.length > NEEDED ? cells[5] : null);
            attributes.put("time", cells.length > 6 ? cells[6] : null);
        } else {
            attributes.put("timestamp", time(day));
        }
        attributes.end();
    }

    /// Converts a day number to a time without a zone, because the file does not name one.
    private static @Nullable String time(String day) {
        double seconds = (Numbers.number(day) - DELPHI_DAYS) * DAY_SECONDS;
        if (!(Math.abs(seconds) < 1e11)) {
            return day;
        }
        // The digits of the number do not suffice for the exact time, and nearly all times are whole seconds.
        int dot = day.indexOf('.');
        double precision = DAY_SECONDS / 2 * Math.pow(10, dot < 0 ? 0 : dot + 1 - day.length());
        double whole = Math.rint(seconds);
        double exact = Math.abs(seconds - whole) <= Math.max(precision, 0.001) ? whole : seconds;
        return Instant.ofEpochMilli(Math.round(exact * 1_000)).toString().replace("Z", "");
    }
}
