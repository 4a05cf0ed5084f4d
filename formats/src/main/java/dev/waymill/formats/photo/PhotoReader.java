package dev.waymill.formats.photo;

import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the place and the time of a photo. Nothing behind its Exif data is read.
public final class PhotoReader {
    private static final int BEGINNING = 12;
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    /// Brands of pictures in ISO media files. Other brands are videos.
    private static final Set<String> BRANDS =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis");

    private PhotoReader() {}

    /// Whether a file begins like a photo that can have a place.
    public static boolean isIn(byte[] head) {
        return isJpeg(head) || isHeif(head);
    }

    private static boolean isJpeg(byte[] head) {
        return head.length >= JPEG.length && Arrays.equals(head, 0, JPEG.length, JPEG, 0, JPEG.length);
    }

    private static boolean isHeif(byte[] head) {
        return head.length >= BEGINNING && text(head, 4, 8).equals("ftyp") && BRANDS.contains(text(head, 8, BEGINNING));
    }

    private static String text(byte[] head, int from, int to) {
        return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var fix = PointBuilder.byOffset(reading);
        var exif = exif(in);
        fix.begin(exif == null ? 0 : exif.offset());
        if (exif != null) {
            var tags = ExifTags.of(exif);
            ExifPlace.set(tags, fix);
            ExifMeasures.set(tags, fix);
            ExifTime.set(tags, fix, reading);
        }
        fix.end();
    }

    private static @Nullable ExifBlock exif(InputStream in) throws UnreadableFileException, IOException {
        var photo = new PhotoInput(in);
        var head = new byte[BEGINNING];
        for (int i = 0; i < head.length; i++) {
            int one = photo.readOrEnd();
            if (one < 0) {
                break;
            }
            head[i] = (byte) one;
            if (i == 1 && head[0] == JPEG[0] && head[1] == JPEG[1]) {
                return JpegSegments.exif(photo);
            }
        }
        if (photo.offset() == 0) {
            throw UnreadableFileException.wrong("empty-file", "The file is empty");
        }
        if (!isHeif(head)) {
            throw UnreadableFileException.wrong("unrecognised-format", "The file is not a photo (JPEG, HEIC or AVIF)");
        }
        return HeifBoxes.exif(photo, head);
    }
}
