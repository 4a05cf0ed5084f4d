package dev.waymill.formats.photo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the box `meta` of a HEIF file, as ISO/IEC 14496-12 describes it: `iinf` lists the items with their types,
/// `iloc` says where they are, and `idat` holds the bytes of small ones.
///
/// All methods throw a RuntimeException of the buffer if its lengths contradict each other.
final class HeifMeta {
    private static final int EXIF = 'E' << 24 | 'x' << 16 | 'i' << 8 | 'f';
    private static final int INFO = 'i' << 24 | 'i' << 16 | 'n' << 8 | 'f';
    private static final int LOCATIONS = 'i' << 24 | 'l' << 16 | 'o' << 8 | 'c';
    private static final int DATA = 'i' << 24 | 'd' << 16 | 'a' << 8 | 't';
    private static final int VERSION_AND_FLAGS = 4;
    /// Only large pictures have more.
    private static final int MOST_EXTENTS = 16;

    private static final int IN_FILE = 0;
    private static final int IN_DATA = 1;

    private HeifMeta() {}

    /// @param meta the content of the box
    /// @return null if there are no Exif data
    static @Nullable HeifItem exif(ByteBuffer meta) {
        skip(meta, VERSION_AND_FLAGS);
        ByteBuffer locations = null;
        ByteBuffer data = ByteBuffer.allocate(0);
        long id = -1;
        while (meta.hasRemaining()) {
            int length = meta.getInt() - 2 * Integer.BYTES;
            int type = meta.getInt();
            var content = next(meta, length);
            switch (type) {
                case INFO -> id = exifIn(content);
                case LOCATIONS -> locations = content;
                case DATA -> data = content;
                default -> {
                    // Properties and relations of the pictures.
                }
            }
        }
        return id < 0 ? null : locate(id, Objects.requireNonNull(locations), data);
    }

    private static long exifIn(ByteBuffer items) {
        int version = items.getInt() >>> 24;
        skip(items, version == 0 ? Short.BYTES : Integer.BYTES);
        while (items.hasRemaining()) {
            var item = next(items, items.getInt() - Integer.BYTES);
            skip(item, Integer.BYTES);
            int itemVersion = item.getInt() >>> 24;
            if (itemVersion >= 2) {
                long id = itemVersion == 2 ? item.getShort() & 0xFFFF : Integer.toUnsignedLong(item.getInt());
                skip(item, Short.BYTES);
                if (item.getInt() == EXIF) {
                    return id;
                }
            }
        }
        return -1;
    }

    private static HeifItem locate(long id, ByteBuffer locations, ByteBuffer data) {
        int version = locations.getInt() >>> 24;
        int sizes = locations.getShort();
        int offsetSize = sizes >> 12 & 0xF;
        int lengthSize = sizes >> 8 & 0xF;
        int baseSize = sizes >> 4 & 0xF;
        int indexSize = version == 0 ? 0 : sizes & 0xF;
        skip(locations, version < 2 ? Short.BYTES : Integer.BYTES);
        while (locations.hasRemaining()) {
            long item = version < 2 ? locations.getShort() & 0xFFFF : Integer.toUnsignedLong(locations.getInt());
            int method = version == 0 ? IN_FILE : locations.getShort() & 0xF;
            boolean isInOtherFile = locations.getShort() != 0;
            long base = number(locations, baseSize);
            int count = locations.getShort() & 0xFFFF;
            if (item != id) {
                skip(locations, count * (indexSize + offsetSize + lengthSize));
            } else if (isInOtherFile || method > IN_DATA || count == 0 || count > MOST_EXTENTS) {
                return new HeifItem(List.of(), null, true);
            } else {
                var extents = new ArrayList<HeifItem.Extent>();
                for (int i = 0; i < count; i++) {
                    skip(locations, indexSize);
                    long offset = base + number(locations, offsetSize);
                    extents.add(new HeifItem.Extent(offset, number(locations, lengthSize)));
                }
                return new HeifItem(extents, method == IN_DATA ? bytes(data, extents) : null, false);
            }
        }
        throw new IllegalArgumentException();
    }

    /// The extents cannot repeat more than the data many times, as there are few.
    private static byte[] bytes(ByteBuffer data, List<HeifItem.Extent> extents) {
        var bytes = new ByteArrayOutputStream();
        for (var extent : extents) {
            var part = new byte[Math.toIntExact(Math.min(extent.length(), data.limit() + 1L))];
            data.get(Math.toIntExact(extent.offset()), part);
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static long number(ByteBuffer from, int size) {
        return switch (size) {
            case 0 -> 0;
            case Integer.BYTES -> Integer.toUnsignedLong(from.getInt());
            case Long.BYTES -> positive(from.getLong());
            default -> throw new IllegalArgumentException();
        };
    }

    private static long positive(long number) {
        // So that sums of a few such numbers do not overflow.
        if (number < 0 || number > 1L << 48) {
            throw new IllegalArgumentException();
        }
        return number;
    }

    private static ByteBuffer next(ByteBuffer from, int length) {
        var part = from.slice(from.position(), length);
        skip(from, length);
        return part;
    }

    private static void skip(ByteBuffer from, int length) {
        from.position(from.position() + length);
    }
}
