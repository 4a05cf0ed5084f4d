package dev.waymill.formats.receiver;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.formats.text.Lines;
import dev.waymill.formats.text.TextStart;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads logs of NMEA 0183 sentences from any talker: RMC, GGA, GLL and GNS with places, VTG with the motion,
/// ZDA with the date. The sentences of one moment are one point.
///
/// Other sentences, and text before a sentence, e.g. the time of a logger, are skipped.
public final class NmeaReader {
    private static final Pattern BEGINNING = Pattern.compile("\\$[A-Z]{2}(RMC|GGA|GLL|GNS),");
    /// A sentence whose beginning is lost.
    private static final Pattern TORSO = Pattern.compile("(RMC|GGA|GLL|GNS),\\d");

    private final PointBuilder point;
    private final FixDates dates;
    /// The moment being read.
    private @Nullable Fix fix;

    private boolean hasFixes;

    private NmeaReader(Reading reading) {
        this.point = PointBuilder.byLine(reading);
        this.dates = new FixDates(fix -> fix.build(point));
    }

    /// Whether the text contains a sentence with a place.
    public static boolean isIn(String text) {
        return BEGINNING.matcher(text).find();
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var log = new NmeaReader(reading);
        var lines = new Lines(TextStart.open(in));
        while (lines.next()) {
            log.line(lines);
        }
        log.endMoment();
        log.dates.end();
        if (!log.hasFixes) {
            throw UnreadableFileException.wrong(
                    "unrecognised-format",
                    "The file is not location history: no line has a fix of NMEA 0183 (RMC, GGA, GLL or GNS)");
        }
    }

    private void line(Lines lines) {
        var text = lines.text();
        int at = text.indexOf('$');
        if (lines.isTooLong() || at < 0 && TORSO.matcher(text).find()) {
            reject(text, lines.number());
            return;
        }
        while (at >= 0) {
            // A sentence that was cut off is followed by the next one in the same line.
            int next = text.indexOf('$', at + 1);
            sentence(Sentence.of(text.substring(at, next < 0 ? text.length() : next)), lines.number());
            at = next;
        }
    }

    private void sentence(Sentence sentence, long line) {
        hasFixes |= sentence.hasPlace();
        if (!sentence.isRead()) {
            return;
        }
        if (!sentence.isWhole()) {
            reject(sentence.text(), line);
        } else if (sentence.hasPlace()) {
            if (fix == null || !fix.isOf(sentence)) {
                endMoment();
                fix = new Fix(sentence, line);
            }
            fix.add(sentence);
        } else if (sentence.type().equals("ZDA")) {
            date(sentence);
        } else if (fix != null) {
            fix.addMotion(sentence);
        }
    }

    private void date(Sentence zda) {
        long clock = Digits.clock(zda.clock());
        long day = Digits.date(Digits.whole(zda.field(2)), Digits.whole(zda.field(3)), Digits.whole(zda.field(4)));
        if (clock < 0 || day < 0) {
            return;
        }
        if (fix != null && fix.clock() == clock) {
            if (fix.isUndated()) {
                fix.date(day);
            }
        } else {
            endMoment();
            dates.date(day, clock);
        }
    }

    private void endMoment() {
        if (fix != null) {
            dates.add(fix);
            fix = null;
        }
    }

    private void reject(String text, long line) {
        point.begin(line);
        point.reject(RejectionReason.LINE_FORMAT, text);
    }
}
