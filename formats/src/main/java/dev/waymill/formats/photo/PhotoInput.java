package dev.waymill.formats.photo;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads the bytes of a photo up to its Exif data, and counts them.
final class PhotoInput {
    /// Exif data come first in a JPEG, and before or after a picture of a few megabytes in HEIF.
    private static final long MOST = 64 << 20;

    private static final int SKIPPED_AT_ONCE = 1 << 13;

    private final InputStream in;
    private long offset;

    PhotoInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /// Returns the number of bytes read.
    long offset() {
        return offset;
    }

    /// Returns the next byte, or -1 at the end of the file.
    int readOrEnd() throws UnreadableFileException, IOException {
        int one = in.read();
        if (one >= 0) {
            count(1);
        }
        return one;
    }

    int read() throws UnreadableFileException, IOException {
        int one = readOrEnd();
        if (one < 0) {
            throw cutOff();
        }
        return one;
    }

    /// Returns a number of two bytes, the first of which is the most significant.
    int read16() throws UnreadableFileException, IOException {
        return read() << 8 | read();
    }

    /// Reads all of the next bytes.
    ///
    /// @param length bounded by the caller
    byte[] read(int length) throws UnreadableFileException, IOException {
        var bytes = in.readNBytes(length);
        count(bytes.length);
        if (bytes.length < length) {
            throw cutOff();
        }
        return bytes;
    }

    void skip(long length) throws UnreadableFileException, IOException {
        var some = new byte[(int) Math.min(length, SKIPPED_AT_ONCE)];
        for (long left = length; left > 0; ) {
            int count = in.read(some, 0, (int) Math.min(left, some.length));
            if (count < 0) {
                throw cutOff();
            }
            count(count);
            left -= count;
        }
    }

    private void count(int bytes) throws UnreadableFileException {
        offset += bytes;
        if (offset > MOST) {
            throw tooMuch("has no Exif data in its first 64 MiB");
        }
    }

    /// @param what what the photo has
    UnreadableFileException tooMuch(String what) {
        return UnreadableFileException.wrong("photo-limit", "The photo " + what + "; it is not read");
    }

    UnreadableFileException malformed(String what) {
        return UnreadableFileException.damaged(
                "malformed-photo", "The photo is damaged at byte " + offset + ": " + what);
    }

    private UnreadableFileException cutOff() {
        return UnreadableFileException.damaged(
                "truncated-file", "The photo ends after " + offset + " bytes, before its picture; it seems cut off");
    }
}
