package dev.waymill.worker.imports.stage;

import dev.waymill.worker.handler.Attempt;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The file's input stream during parsing: reports progress, and stops the parser when the attempt must stop.
final class ProgressInput extends FilterInputStream {
    /// Nanoseconds between two progress calls: short enough that a stop seems immediate.
    private static final long REPORT_EVERY = 100_000_000L;

    /// Parsers read a few kilobytes at a time; larger reads from disk cost the same.
    private static final int BUFFER_BYTES = 1 << 18;

    private final Attempt attempt;
    private final long total;
    private long read;
    private long reported = System.nanoTime() - REPORT_EVERY;

    ProgressInput(InputStream in, Attempt attempt, long total) {
        super(new BufferedInputStream(in, BUFFER_BYTES));
        this.attempt = attempt;
        this.total = total;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = super.read(buffer, offset, length);
        count(Math.max(0, some));
        return some;
    }

    /// Checks that the object has the uploaded length. Another length is not the uploader's fault.
    void requireLength(long bytes) throws IOException {
        skipRest();
        if (read != bytes) {
            throw new IOException("it has " + read + " bytes, but the upload had " + bytes);
        }
    }

    /// Reads to the end: parsers stop at the end of the document or at the first error.
    private void skipRest() throws IOException {
        var rest = new byte[BUFFER_BYTES];
        while (read(rest, 0, rest.length) >= 0) {
            // Only the length matters.
        }
    }

    private void count(int bytes) throws StoppedException {
        read += bytes;
        long now = System.nanoTime();
        if (now - reported >= REPORT_EVERY) {
            reported = now;
            try {
                attempt.progress("stage", read, total);
            } catch (Attempt.CancelledException | InterruptedException e) {
                throw new StoppedException(e);
            }
        }
    }

    /// The attempt must stop, for the reason in the cause. The parser passes it on like any read error.
    static final class StoppedException extends IOException {
        private final Exception reason;

        private StoppedException(Exception reason) {
            super(reason);
            this.reason = reason;
        }

        Exception reason() {
            return reason;
        }
    }
}
