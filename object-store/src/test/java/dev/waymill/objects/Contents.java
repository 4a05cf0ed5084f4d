package dev.waymill.objects;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.LongConsumer;

/// Contents of objects for tests: bytes of any number, repeatable, and never all in memory.
final class Contents {
    static final int MIB = 1 << 20;
    /// A limit that no content of a test reaches.
    static final long MOST = 1L << 30;

    private Contents() {}

    /// Random bytes, the same for each call with the same size.
    static InputStream of(long bytes) {
        return of(bytes, _ -> {});
    }

    /// @param reached is told the position before each read
    static InputStream of(long bytes, LongConsumer reached) {
        var random = new Random(bytes);
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (position == bytes) {
                    return -1;
                }
                reached.accept(position);
                int some = (int) Math.min(length, bytes - position);
                for (int i = 0; i < some; i++) {
                    buffer[offset + i] = (byte) random.nextInt();
                }
                position += some;
                return some;
            }
        };
    }

    /// Bytes that end with a broken connection.
    static InputStream broken(long bytes) {
        return new SequenceInputStream(of(bytes), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
    }

    static InputStream of(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(InputStream in) throws IOException {
        var digest = Digests.sha256();
        var buffer = new byte[MIB];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
