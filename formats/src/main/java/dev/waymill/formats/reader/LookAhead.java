package dev.waymill.formats.reader;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.TimelinePoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;

/// The bytes of a file, kept until its first time is read. If that time is `04/05/2025`, the same reader reads
/// these bytes and more, up to 16 MiB, only to find a time that is possible in one order, such as `25/05/2025`.
/// Then the file is read as usual.
public final class LookAhead extends InputStream {
    /// About 200,000 rows of a table.
    private static final int MOST = 16 << 20;

    private static final int CHUNK = 1 << 16;

    private static final PointSink NOWHERE = new PointSink() {
        @Override
        public void accept(TimelinePoint point) {}

        @Override
        public void reject(Rejection rejection) {}
    };

    private final FormatReader format;
    private final InputStream in;
    private final Clock clock;
    private final Hints hints;
    private byte[] kept = {};
    private int size;
    /// How many of the bytes kept the reader has.
    private int at;

    private boolean isKeeping = true;

    private LookAhead(FormatReader format, InputStream in, Clock clock, Hints hints) {
        this.format = format;
        this.in = in;
        this.clock = clock;
        this.hints = hints;
    }

    /// Reads a file.
    ///
    /// @throws UnreadableFileException as [FormatReader] does; also if the file does not show the order of day
    ///     and month in its dates, or shows two
    public static void read(FormatReader format, InputStream in, PointSink sink, Clock clock, Hints hints)
            throws UnreadableFileException, IOException {
        var ahead = new LookAhead(format, in, clock, hints);
        var reading = new Reading(sink, clock, hints, ahead);
        try {
            format.read(ahead, reading);
            reading.end();
        } catch (ReadingStoppedException e) {
            throw e.unreadable();
        }
    }

    /// Keeps no more bytes: the order of the dates is known or does not matter.
    void forget() {
        isKeeping = false;
        freeIfRead();
    }

    /// Decides the order by later values, if one of them shows it.
    void decide(DateOrder order) {
        if (!isKeeping) {
            return;
        }
        keepMost();
        var found = new Reading(NOWHERE, clock, hints);
        found.times().order().stopWhenDecided();
        try {
            format.read(new ByteArrayInputStream(kept, 0, size), found);
        } catch (ReadingStoppedException | UnreadableFileException | IOException _) {
            // The order is found, or the bytes kept end within the file.
        }
        order.decideAs(found.times().order());
        forget();
    }

    private void keepMost() {
        try {
            int read = 0;
            while (size < MOST && read >= 0) {
                makeSpace(CHUNK);
                read = in.read(kept, size, kept.length - size);
                size += Math.max(read, 0);
            }
        } catch (IOException e) {
            throw ReadingStoppedException.of(e);
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (at < size) {
            int count = Math.min(length, size - at);
            System.arraycopy(kept, at, buffer, offset, count);
            at += count;
            freeIfRead();
            return count;
        }
        int count = in.read(buffer, offset, length);
        if (isKeeping && count > 0) {
            keep(buffer, offset, count);
        }
        return count;
    }

    private void keep(byte[] buffer, int offset, int count) {
        if (size + count > MOST) {
            forget();
            return;
        }
        makeSpace(count);
        System.arraycopy(buffer, offset, kept, size, count);
        size += count;
        at = size;
    }

    private void makeSpace(int more) {
        if (size + more > kept.length) {
            kept = Arrays.copyOf(kept, Math.clamp(2L * kept.length, size + more, MOST + CHUNK));
        }
    }

    private void freeIfRead() {
        if (!isKeeping && at == size) {
            kept = new byte[] {};
            size = at = 0;
        }
    }
}
