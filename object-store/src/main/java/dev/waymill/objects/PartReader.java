package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// Cuts a stream into parts, all in one buffer, and computes its SHA-256. Confined to one thread.
final class PartReader {
    /// S3's smallest part, and thus the memory of a put.
    static final int PART_BYTES = 5 << 20;

    private static final int MOST_PARTS = 10_000;
    private static final int MOST_PART_BYTES = 64 << 20;
    private static final int FIRST_BYTES = 1 << 16;

    private final InputStream content;
    private final long maxBytes;
    private final int partBytes;
    private final MessageDigest digest = Digests.sha256();
    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;
    private long total;
    /// The first byte of the next part, or -1. It is read ahead to know whether there is a next part.
    private int ahead = -1;
    private boolean ended;

    /// @param maxBytes above 48 GiB, the parts are larger, since an object has at most 10,000 parts
    PartReader(InputStream content, long maxBytes) {
        this.content = content;
        this.maxBytes = maxBytes;
        this.partBytes = (int) Math.clamp(maxBytes / MOST_PARTS + 1, PART_BYTES, MOST_PART_BYTES);
    }

    /// Reads the next part, in place of the last one.
    void next() throws IOException, ObjectTooLargeException {
        length = 0;
        if (ahead >= 0) {
            buffer[length++] = (byte) ahead;
        }
        while (!ended && length < partBytes) {
            // A small object needs no large buffer.
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, partBytes);
            }
            int read = content.read(buffer, length, buffer.length - length);
            ended = read < 0;
            length += Math.max(read, 0);
            requireAtMost(total + length);
        }
        ahead = ended ? -1 : content.read();
        ended = ahead < 0;
        requireAtMost(total + length + (ended ? 0 : 1));
        digest.update(buffer, 0, length);
        total += length;
    }

    private void requireAtMost(long bytes) throws ObjectTooLargeException {
        if (bytes > maxBytes) {
            throw new ObjectTooLargeException(maxBytes);
        }
    }

    /// Whether the current part is the last one.
    boolean isLast() {
        return ended;
    }

    /// The buffer of the current part; only the first [#length] bytes count.
    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    /// The number of bytes up to the end of the current part.
    long total() {
        return total;
    }

    /// The digest of the whole content. Call it once, after the last part.
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
