package dev.waymill.gateway.upload.tus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The part of a request body that becomes one chunk. It ends where the connection breaks or stalls, so that
/// the bytes received before are kept. Confined to one thread.
final class BodyPiece extends FilterInputStream {
    /// The most bytes that are lost when a gateway is killed while it receives a file in a single request.
    static final int MOST_BYTES = 16 << 20;

    private int left = MOST_BYTES;

    BodyPiece(InputStream body) {
        super(body);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            int read = left == 0 ? -1 : super.read(buffer, offset, Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        } catch (IOException _) {
            return -1;
        }
    }
}
