package dev.waymill.formats.binary;

import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads FIT, the format of sports watches and bicycle computers: the `record` messages that have a position.
/// Follows the protocol description at <https://developer.garmin.com/fit/protocol/>.
///
/// A file is a header, records and a checksum; several files may be chained. Other bytes after a complete file
/// are ignored: some programs pad their files. A record either defines a message type for the file, or is a
/// message of a type defined before.
public final class FitReader {
    private static final int LONGEST_HEADER = 255;
    private static final int CHECKSUM_BYTES = 2;
    private static final int KINDS = 16;

    private static final int COMPRESSED = 0x80;
    private static final int DEFINITION = 0x40;
    private static final int DEVELOPER_FIELDS = 0x20;

    private final FitInput in;
    private final Reading reading;
    private final PointBuilder fix;
    private final @Nullable FitMessage[] kinds = new @Nullable FitMessage[KINDS];
    private final FitTime time = new FitTime();
    private final FitEarly early;
    private @Nullable String activity;

    private FitReader(FitInput in, Reading reading) {
        this.in = in;
        this.reading = reading;
        this.fix = PointBuilder.byOffset(reading);
        this.early = new FitEarly(fix);
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var input = new FitInput(in);
        if (input.isAtEnd()) {
            throw UnreadableFileException.wrong("empty-file", "The file is empty");
        }
        do {
            new FitReader(input, reading).readFile();
        } while (input.isAtHeader());
    }

    private void readFile() throws UnreadableFileException, IOException {
        long start = in.offset();
        in.restartChecksum();
        long end = readHeader();
        try {
            while (in.offset() < end) {
                readRecord();
            }
        } catch (UnreadableFileException e) {
            early.end();
            throw e;
        }
        early.end();
        in.read();
        in.read();
        if (in.offset() != end + CHECKSUM_BYTES || !in.isChecksumRight()) {
            throw UnreadableFileException.damaged(
                    "wrong-checksum", "The data from byte " + start + " does not match its checksum");
        }
    }

    /// @return the offset at which the records end
    private long readHeader() throws UnreadableFileException, IOException {
        var header = new byte[LONGEST_HEADER];
        boolean isFit = in.isAtHeader();
        in.readFully(header, FitInput.SHORTEST_HEADER);
        if (!isFit) {
            throw UnreadableFileException.wrong("unrecognised-format", "The file is not a FIT file");
        }
        long records = 0;
        for (int i = 7; i >= 4; i--) {
            records = records << 8 | header[i] & 0xFF;
        }
        in.readFully(header, (header[0] & 0xFF) - FitInput.SHORTEST_HEADER);
        // The length is zero if the device's battery died before it wrote the length.
        return records == 0 ? Long.MAX_VALUE - CHECKSUM_BYTES : in.offset() + records;
    }

    private void readRecord() throws UnreadableFileException, IOException {
        long place = in.offset();
        int header = in.read();
        if ((header & COMPRESSED) != 0) {
            var message = readMessage(place, header >> 5 & 0x3);
            time.compressed(header & 0x1F);
            take(place, message);
        } else if ((header & DEFINITION) != 0) {
            kinds[header & 0xF] = FitMessage.define(in, (header & DEVELOPER_FIELDS) != 0);
        } else {
            var message = readMessage(place, header & 0xF);
            time.full(message.value(FitProfile.TIMESTAMP));
            take(place, message);
        }
    }

    private FitMessage readMessage(long place, int kind) throws UnreadableFileException, IOException {
        var message = kinds[kind];
        if (message == null) {
            throw malformed(place, "a message has an undefined type");
        }
        message.readData(in);
        return message;
    }

    private void take(long place, FitMessage message) {
        if (time.isAbsolute() && message.number() != FitProfile.TIMESTAMP_CORRELATION) {
            early.absolute(time.current());
        }
        switch (message.number()) {
            case FitProfile.RECORD -> takeRecord(place, message);
            case FitProfile.FILE_ID -> takeFile(message.value(FitProfile.FILE_ID_TIME_CREATED));
            case FitProfile.SPORT -> activity = FitProfile.sport(message.value(FitProfile.SPORT_SPORT));
            // A session describes the records before it. The next sport has its own message.
            case FitProfile.SESSION -> activity = null;
            case FitProfile.TIMESTAMP_CORRELATION -> {
                time.correlate(message.value(FitProfile.CORRELATION_SINCE_START));
                if (time.start() != FitMessage.NOTHING) {
                    early.correlate(time.start());
                }
            }
            default -> {
                // Laps, heart rates and settings are not used.
            }
        }
    }

    private void takeFile(long created) {
        if (created != FitMessage.NOTHING) {
            reading.writtenAt(FitTime.millis(created));
        }
    }

    /// A record without latitude and longitude is not a point: it is from an indoor run, or there was no
    /// satellite fix yet.
    private void takeRecord(long place, FitMessage message) {
        long latitude = message.value(FitProfile.RECORD_LATITUDE);
        long longitude = message.value(FitProfile.RECORD_LONGITUDE);
        if (latitude == FitMessage.NOTHING && longitude == FitMessage.NOTHING) {
            return;
        }
        var position = new FitEarly.Position(
                place,
                latitude == FitMessage.NOTHING ? latitude : e7(latitude),
                longitude == FitMessage.NOTHING ? longitude : e7(longitude),
                (float) (scaled(message, FitProfile.RECORD_ENHANCED_ALTITUDE, FitProfile.RECORD_ALTITUDE, 5) - 500),
                (float) scaled(message, FitProfile.RECORD_ENHANCED_SPEED, FitProfile.RECORD_SPEED, 1_000),
                (float) scaled(message, FitProfile.RECORD_ACCURACY, FitProfile.RECORD_ACCURACY, 1),
                activity,
                time.current());
        if (time.isOpen()) {
            early.add(position);
            return;
        }
        position.begin(fix);
        if (time.current() != FitMessage.NOTHING) {
            FitTime.set(fix, time.current());
        }
        fix.end();
    }

    /// Converts semicircles (2^31 are 180 degrees) to 1e-7 degree; half rounds away from zero. They are signed
    /// 32-bit numbers, even in files that define them as unsigned.
    private static long e7(long semicircles) {
        long signed = (int) semicircles;
        long magnitude = Math.abs(signed) * 1_800_000_000 + (1L << 30) >> 31;
        return signed < 0 ? -magnitude : magnitude;
    }

    /// Returns the first valid value of two fields, in its unit; NaN if neither is valid.
    private static double scaled(FitMessage message, int field, int otherwise, int perUnit) {
        long raw = message.value(field);
        if (raw == FitMessage.NOTHING) {
            raw = message.value(otherwise);
        }
        return raw == FitMessage.NOTHING ? Double.NaN : (double) raw / perUnit;
    }

    private static UnreadableFileException malformed(long place, String what) {
        return UnreadableFileException.damaged(
                "malformed-fit", "The FIT file is damaged at byte " + place + ": " + what);
    }
}
