package dev.waymill.formats.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Passes an archive's bytes to the library and detects whether the end of a ZIP archive was reached, which the
/// library does not report.
final class ArchiveBytes extends FilterInputStream {
    /// The first four bytes of the last record of every ZIP archive.
    private static final int END_OF_ZIP = 'P' << 24 | 'K' << 16 | 5 << 8 | 6;

    private int lastFour;
    private boolean sawEnd;

    ArchiveBytes(InputStream in) {
        super(in);
    }

    /// Whether the start of a ZIP archive's last record was read.
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
