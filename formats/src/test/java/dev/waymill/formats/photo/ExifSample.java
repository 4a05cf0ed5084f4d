package dev.waymill.formats.photo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Builds Exif data and the photos around them.
public final class ExifSample {
    static final int BYTE = 1;
    static final int TEXT = 2;
    static final int LONG = 4;
    static final int RATIONAL = 5;

    static final int MAKE = 0x10F;
    static final int MODEL = 0x110;
    static final int EXIF = 0x8769;
    static final int GPS = 0x8825;
    static final int ORIGINAL = 0x9003;
    static final int OFFSET = 0x9011;
    static final int FRACTION = 0x9291;
    private static final int ENTRY = 12;

    private final ByteOrder order;
    private final Map<Integer, Tag> camera = new TreeMap<>();
    private final Map<Integer, Tag> photo = new TreeMap<>();
    private final Map<Integer, Tag> gps = new TreeMap<>();

    @SuppressWarnings("ArrayRecordComponent")
    private record Tag(int type, int count, byte[] value) {}

    ExifSample(ByteOrder order) {
        this.order = order;
    }

    ExifSample() {
        this(ByteOrder.BIG_ENDIAN);
    }

    /// A photo taken in Berlin.
    public static ExifSample berlin() {
        return new ExifSample()
                .place("N", "E", 52, 1, 31, 1, 12, 1, 13, 1, 24, 1, 18, 1)
                .received("2024:05:01", 8, 1, 30, 1, 15, 1);
    }

    ExifSample camera(int tag, String text) {
        camera.put(tag, text(text));
        return this;
    }

    ExifSample taken(int tag, String text) {
        photo.put(tag, text(text));
        return this;
    }

    ExifSample gps(int tag, String text) {
        gps.put(tag, text(text));
        return this;
    }

    ExifSample gpsByte(int tag, int value) {
        gps.put(tag, new Tag(BYTE, 1, new byte[] {(byte) value}));
        return this;
    }

    /// @param parts numerators and denominators
    ExifSample gps(int tag, int... parts) {
        var value = ByteBuffer.allocate(4 * parts.length).order(order);
        for (int part : parts) {
            value.putInt(part);
        }
        gps.put(tag, new Tag(RATIONAL, parts.length / 2, value.array()));
        return this;
    }

    ExifSample without(int gpsTag) {
        gps.remove(gpsTag);
        return this;
    }

    /// @param parts of the latitude, then of the longitude
    ExifSample place(String north, String east, int... parts) {
        var half = parts.length / 2;
        return gps(1, north)
                .gps(2, Arrays.copyOf(parts, half))
                .gps(3, east)
                .gps(4, Arrays.copyOfRange(parts, half, parts.length));
    }

    ExifSample received(String date, int... clock) {
        return gps(29, date).gps(7, clock);
    }

    private static Tag text(String text) {
        var bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
        return new Tag(TEXT, bytes.length, bytes);
    }

    byte[] tiff() {
        var out = ByteBuffer.allocate(1 << 14).order(order);
        out.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 42).putInt(8);
        camera.put(EXIF, pointer(0));
        camera.put(GPS, pointer(0));
        int ofPhoto = 8 + size(camera);
        int ofGps = ofPhoto + size(photo);
        camera.put(EXIF, pointer(ofPhoto));
        camera.put(GPS, pointer(ofGps));
        write(out, camera);
        write(out, photo);
        write(out, gps);
        return Arrays.copyOf(out.array(), out.position());
    }

    private Tag pointer(int offset) {
        return new Tag(
                LONG, 1, ByteBuffer.allocate(4).order(order).putInt(offset).array());
    }

    private static int size(Map<Integer, Tag> directory) {
        return 2
                + ENTRY * directory.size()
                + 4
                + directory.values().stream()
                        .mapToInt(tag -> tag.value().length > 4 ? tag.value().length : 0)
                        .sum();
    }

    private static void write(ByteBuffer out, Map<Integer, Tag> directory) {
        int data = out.position() + 2 + ENTRY * directory.size() + 4;
        var values = new ByteArrayOutputStream();
        out.putShort((short) directory.size());
        directory.forEach((id, tag) -> {
            out.putShort(id.shortValue()).putShort((short) tag.type()).putInt(tag.count());
            if (tag.value().length > 4) {
                out.putInt(data + values.size());
                values.writeBytes(tag.value());
            } else {
                out.put(Arrays.copyOf(tag.value(), 4));
            }
        });
        out.putInt(0).put(values.toByteArray());
    }

    public byte[] jpeg() {
        return jpegOf(tiff());
    }

    static byte[] jpegOf(byte[] tiff) {
        var out = ByteBuffer.allocate(tiff.length + 100);
        out.put(new byte[] {(byte) 0xFF, (byte) 0xD8});
        out.putShort((short) 0xFFE0).putShort((short) 16).put(new byte[14]);
        // Another segment with the same marker, as for XMP.
        out.putShort((short) 0xFFE1).putShort((short) 12).put("http://ns\0".getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 0xFFE1).putShort((short) (tiff.length + 8));
        out.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff);
        out.putShort((short) 0xFFDA).putShort((short) 2).put(new byte[20]);
        return Arrays.copyOf(out.array(), out.position());
    }

    /// A JPEG without Exif data.
    public static byte[] plainJpeg() {
        return new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xDA, 0, 2, 1, 2, 3, (byte) 0xFF, (byte) 0xD9};
    }

    /// A HEIF file with its Exif data in `mdat`, behind a picture.
    public byte[] heic() {
        return HeifSample.inFile("heic", tiff());
    }
}
