package dev.waymill.formats.photo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Builds HEIF files with Exif data.
final class HeifSample {
    private static final int EXIF_ID = 7;
    private static final byte[] PICTURE = new byte[5_000];

    private HeifSample() {}

    /// The Exif data follow a picture, as in the files of phones.
    static byte[] inFile(String brand, byte[] tiff) {
        var exif = exif(tiff);
        var start = join(box("ftyp", bytes(brand + "\0\0\0\0mif1")));
        int meta = meta(location(0, 0, 0), new byte[0]).length;
        int offset = start.length + meta + 8 + PICTURE.length;
        return join(
                start, meta(location(0, offset, exif.length), new byte[0]), box("mdat", join(PICTURE, exif, PICTURE)));
    }

    /// The Exif data are among the metadata.
    static byte[] inMeta(byte[] tiff) {
        var exif = exif(tiff);
        return join(
                box("ftyp", bytes("avif\0\0\0\0mif1")),
                meta(location(1, 3, exif.length), join(new byte[3], exif)),
                box("mdat", PICTURE));
    }

    static byte[] withMeta(byte[] meta) {
        return join(box("ftyp", bytes("heic\0\0\0\0mif1")), meta, box("mdat", PICTURE));
    }

    static byte[] exif(byte[] tiff) {
        return join(ints(6), bytes("Exif\0\0"), tiff);
    }

    static byte[] meta(byte[] locations, byte[] data) {
        return box(
                "meta",
                join(
                        ints(0),
                        box("hdlr", new byte[20]),
                        box("iinf", join(ints(0), shorts(2), info(1, "hvc1"), info(EXIF_ID, "Exif"))),
                        box("iloc", locations),
                        box("idat", data)));
    }

    private static byte[] info(int id, String type) {
        return box("infe", join(ints(2 << 24), shorts(id, 0), bytes(type), new byte[1]));
    }

    /// Describes a picture in three parts, and the Exif data.
    static byte[] location(int method, int offset, int length) {
        return join(
                ints(1 << 24),
                shorts(0x4400, 2),
                shorts(1, 0, 0, 3),
                ints(1, 2, 3, 4, 5, 6),
                shorts(EXIF_ID, method, 0, 1),
                ints(offset, length));
    }

    static byte[] box(String type, byte[] content) {
        return join(ints(content.length + 8), bytes(type), content);
    }

    static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    static byte[] ints(int... numbers) {
        var out = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            out.putInt(number);
        }
        return out.array();
    }

    static byte[] shorts(int... numbers) {
        var out = ByteBuffer.allocate(2 * numbers.length);
        for (int number : numbers) {
            out.putShort((short) number);
        }
        return out.array();
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
