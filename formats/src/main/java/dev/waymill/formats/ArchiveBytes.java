package dev.waymill.formats;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of an archive on their way to what takes it apart. They are watched for two things that it does
/// not tell: whether a ZIP archive came to its end, and whether what describes a file is itself without end.
final class ArchiveBytes extends FilterInputStream {
    /// The four bytes that the last record of every ZIP archive begins with.
    private static final int END_OF_ZIP = 'P' << 24 | 'K' << 16 | 5 << 8 | 6;

    /// Names and notes of a file; in TAR they could be gigabytes, and are collected in memory.
    private static final int MAX_DESCRIPTION = 1 << 20;

    private int lastFour;
    private boolean sawEnd;
    private long left = Long.MAX_VALUE;

    ArchiveBytes(InputStream in) {
        super(in);
    }

    /// What is read until [#endDescription] describes a file.
    void beginDescription() {
        left = MAX_DESCRIPTION;
    }

    void endDescription() {
        left = Long.MAX_VALUE;
    }

    /// Whether the last record of a ZIP archive was among what was read.
    boolean sawEndOfZip() {
        return sawEnd;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = super.read(buffer, offset, length);
        for (int i = offset; i < offset + some; i++) {
            lastFour = lastFour << 8 | buffer[i] & 0xFF;
            sawEnd |= lastFour == END_OF_ZIP;
        }
        count(Math.max(0, some));
        return some;
    }

    @Override
    public long skip(long length) throws IOException {
        long some = super.skip(length);
        count(some);
        return some;
    }

    private void count(long some) throws IOException {
        left -= some;
        if (left < 0) {
            throw new IOException("the description of a file is longer than " + MAX_DESCRIPTION + " bytes");
        }
    }
}
