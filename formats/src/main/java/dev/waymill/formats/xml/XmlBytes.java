package dev.waymill.formats.xml;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of an XML file on their way to the parser, which collects names, attributes and the like of any
/// length in memory: no single one gets more than a few megabytes. Text comes in pieces and may be of any
/// length.
final class XmlBytes extends FilterInputStream {
    private static final int MOST = 1 << 22;

    private long left = MOST;

    XmlBytes(InputStream in) {
        super(in);
    }

    /// The parser turns to what comes next.
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

    /// A single thing is longer than anything in a location file.
    static final class TooBigException extends IOException {}
}
