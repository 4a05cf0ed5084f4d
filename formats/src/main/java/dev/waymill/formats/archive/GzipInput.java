package dev.waymill.formats.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads a gzip file with one member or several (RFC 1952). Skips the names and comments in its headers and
/// limits their length, because the library would collect them in memory at any length.
public final class GzipInput extends InputStream {
    private static final int BUFFER_BYTES = 1 << 13;
    private static final int MAX_TEXT = 1 << 16;

    private static final int HAS_HEADER_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final GuardedInput source;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private boolean isAtEnd;

    public GzipInput(InputStream in, GuardedInput source) throws IOException {
        this.in = in;
        this.source = source;
        try {
            if (!beginMember()) {
                throw cutOff();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!isAtEnd) {
            int some = inflate(target, offset, length);
            if (some > 0) {
                checksum.update(target, offset, some);
                return some;
            }
            if (inflater.finished()) {
                endMember();
                isAtEnd = !beginMember();
            } else if (inflater.needsDictionary()) {
                throw new IOException("its compressed data is invalid");
            } else if (!fill()) {
                throw cutOff();
            } else {
                inflater.setInput(buffer, 0, limit);
                position = limit;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new IOException("its compressed data is invalid", e);
        }
    }

    /// @return false at the end of the file
    private boolean beginMember() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        if (next() != 0x1F || next() != 0x8B) {
            throw new IOException("there is data after its end");
        }
        if (next() != 8) {
            throw new IOException("its compression method is unknown");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new IOException("its header is invalid");
        }
        skip(6);
        if ((flags & HAS_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        checksum.reset();
        inflater.setInput(buffer, position, limit - position);
        position = limit;
        return true;
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        if (number() != checksum.getValue()) {
            throw new IOException("its checksum is wrong");
        }
        if (number() != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new IOException("its length is wrong");
        }
    }

    private void skipText() throws IOException {
        int length = 0;
        while (next() != 0) {
            if (++length > MAX_TEXT) {
                throw source.tooMuch("The header of the gzip file is longer than " + MAX_TEXT + " bytes");
            }
        }
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private long number() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw cutOff();
        }
        return buffer[position++] & 0xFF;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, BUFFER_BYTES));
        return limit > 0;
    }

    /// Frees the unpacking library's memory outside the heap.
    @Override
    public void close() {
        inflater.end();
    }

    private static EOFException cutOff() {
        return new EOFException("it seems cut off");
    }
}
