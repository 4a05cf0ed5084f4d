package dev.waymill.formats.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/// The unpacked content of one file in an archive. Closing it does nothing, because the archive continues after
/// it.
public final class EntryInput extends FilterInputStream {
    private final GuardedInput source;
    private final CRC32 checksum = new CRC32();
    private boolean isAtEnd;

    public EntryInput(InputStream in, GuardedInput source) {
        super(in);
        this.source = source;
    }

    /// Whether the whole file was read and its checksum is wrong. The library does not check this for ZIP.
    ///
    /// @param expected the checksum in the archive
    boolean isDamaged(long expected) {
        return isAtEnd && checksum.getValue() != expected;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = unpack(buffer, offset, length);
        if (some < 0) {
            isAtEnd = true;
        } else {
            checksum.update(buffer, offset, some);
            source.unpacked(some);
        }
        return some;
    }

    private int unpack(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (RuntimeException | LinkageError e) {
            throw source.failed(e);
        }
    }

    /// Skips by reading, so that the bytes count towards the limits.
    @Override
    public long skip(long length) throws IOException {
        var some = new byte[(int) Math.min(length, 8_192)];
        return Math.max(0, read(some, 0, some.length));
    }

    @Override
    public void close() {
        // The archive is closed together with the upload.
    }
}
