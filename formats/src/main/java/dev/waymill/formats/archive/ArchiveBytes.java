package dev.waymill.formats.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of an archive on their way to what takes it apart. They are watched for what it does not tell: whether
/// a ZIP archive came to its end.
final class ArchiveBytes extends FilterInputStream {
    /// The four bytes that the last record of every ZIP archive begins with.
    private static final int END_OF_ZIP = 'P' << 24 | 'K' << 16 | 5 << 8 | 6;

    private int lastFour;
    private boolean sawEnd;

    ArchiveBytes(InputStream in) {
        super(in);
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
        return some;
    }
}
