package dev.waymill.formats.photo;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the Exif data of a JPEG (Exif 2.32, section 4.7.2): a segment with the marker APP1, before the picture. A
/// segment has 64 KiB at most.
final class JpegSegments {
    private static final int MARKER = 0xFF;
    private static final int TEMPORARY = 0x01;
    private static final int FIRST_RESTART = 0xD0;
    private static final int END = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private JpegSegments() {}

    /// @param in after the two bytes with which every JPEG begins
    /// @return null if the photo has no Exif data
    static @Nullable ExifBlock exif(PhotoInput in) throws UnreadableFileException, IOException {
        for (int marker = marker(in); marker != START_OF_SCAN && marker != END; marker = marker(in)) {
            if (marker != TEMPORARY && (marker < FIRST_RESTART || marker > END)) {
                int length = in.read16() - 2;
                if (length < 0) {
                    throw in.malformed("a segment has an impossible length");
                }
                int name = marker == APP1 ? Math.min(length, EXIF.length) : 0;
                if (name == EXIF.length && Arrays.equals(in.read(name), EXIF)) {
                    return new ExifBlock(in.offset(), in.read(length - name));
                }
                in.skip(length - (name == EXIF.length ? name : 0));
            }
        }
        return null;
    }

    /// Any number of bytes may fill the space before a marker.
    private static int marker(PhotoInput in) throws UnreadableFileException, IOException {
        if (in.read() != MARKER) {
            throw in.malformed("there is something between its segments");
        }
        int marker = in.read();
        while (marker == MARKER) {
            marker = in.read();
        }
        return marker;
    }
}
