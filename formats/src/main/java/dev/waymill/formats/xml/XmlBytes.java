package dev.waymill.formats.xml;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Passes an XML file's bytes to the parser and limits each parser event to 4 MiB, because the parser collects
/// names and attributes of any length in memory. Text is delivered in pieces and may have any length.
final class XmlBytes extends FilterInputStream {
    private static final int MOST = 1 << 22;

    private long left = MOST;

    XmlBytes(InputStream in) {
        super(in);
    }

    /// The parser moves to the next event.
    void next() {
        left = MOST;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = super.read(buffer, offset, length);
        left -= Math.max(0, some);
        if (left < 0) {
            throw new TooBigException();
        }
        return some;
    }

    /// A single event is longer than anything in a location file.
    static final class TooBigException extends IOException {}
}
