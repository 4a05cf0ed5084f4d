package dev.waymill.formats.photo;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the Exif data of a HEIF file (ISO/IEC 23008-12), as phones write them: HEIC, AVIF. The box `meta` says
/// where they are, and is in front of the pictures. Pictures before the Exif data are skipped.
final class HeifBoxes {
    private static final int HEADER = 8;
    /// Photos have a few kilobytes.
    private static final int MOST_META = 1 << 20;
    /// Most of it is a thumbnail and what the maker of the camera adds.
    private static final int MOST_EXIF = 1 << 20;

    private static final int META = 'm' << 24 | 'e' << 16 | 't' << 8 | 'a';
    private static final int MEDIA = 'm' << 24 | 'd' << 16 | 'a' << 8 | 't';
    private static final long TO_THE_END = 0;
    private static final long LONG_SIZE = 1;

    private final PhotoInput in;

    private HeifBoxes(PhotoInput in) {
        this.in = in;
    }

    /// @param firstBytes the size of the first box, which is already read
    /// @return null if the photo has no Exif data
    static @Nullable ExifBlock exif(PhotoInput in, byte[] firstBytes) throws UnreadableFileException, IOException {
        var boxes = new HeifBoxes(in);
        boxes.skipFirst(ByteBuffer.wrap(firstBytes).getInt());
        while (true) {
            var header = ByteBuffer.wrap(in.read(HEADER));
            long size = Integer.toUnsignedLong(header.getInt());
            int type = header.getInt();
            if (type == MEDIA) {
                throw unsupported("its metadata follow the picture");
            }
            long content = boxes.contentOf(size);
            if (type == META) {
                return boxes.exif(content);
            }
            in.skip(content);
        }
    }

    private void skipFirst(int size) throws UnreadableFileException, IOException {
        if (size < in.offset() || size > MOST_META) {
            throw in.malformed("its first box has an impossible size");
        }
        in.skip(size - in.offset());
    }

    private long contentOf(long size) throws UnreadableFileException, IOException {
        if (size == TO_THE_END) {
            throw unsupported("its metadata follow the picture");
        }
        long content = size == LONG_SIZE
                ? ByteBuffer.wrap(in.read(Long.BYTES)).getLong() - HEADER - Long.BYTES
                : size - HEADER;
        if (content < 0) {
            throw in.malformed("a box has an impossible size");
        }
        return content;
    }

    private @Nullable ExifBlock exif(long length) throws UnreadableFileException, IOException {
        if (length > MOST_META) {
            throw in.tooMuch("has more than a megabyte of metadata");
        }
        var bytes = in.read((int) length);
        HeifItem item;
        try {
            item = HeifMeta.exif(ByteBuffer.wrap(bytes));
        } catch (RuntimeException e) {
            // A buffer throws several kinds of it for lengths that contradict each other.
            throw in.malformed("its boxes contradict each other");
        }
        if (item == null) {
            return null;
        }
        if (item.isElsewhere()) {
            throw unsupported("its Exif data are not in the file");
        }
        return block(content(item));
    }

    private ExifBlock content(HeifItem item) throws UnreadableFileException, IOException {
        if (item.length() > MOST_EXIF) {
            throw in.tooMuch("has more than a megabyte of Exif data");
        }
        if (item.data() != null) {
            return new ExifBlock(in.offset(), item.data());
        }
        var content = new ByteArrayOutputStream();
        for (var extent : item.extents()) {
            if (extent.offset() < in.offset()) {
                throw unsupported("its Exif data come before their description");
            }
            in.skip(extent.offset() - in.offset());
            content.writeBytes(in.read((int) extent.length()));
        }
        return new ExifBlock(in.offset() - content.size(), content.toByteArray());
    }

    /// Before the TIFF file, the length of what may precede it is written.
    private ExifBlock block(ExifBlock content) throws UnreadableFileException {
        var bytes = content.tiff();
        long start = bytes.length < Integer.BYTES
                ? bytes.length + 1L
                : Integer.BYTES + Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
        if (start > bytes.length) {
            throw in.malformed("its Exif data have no beginning");
        }
        return new ExifBlock(content.offset() + start, Arrays.copyOfRange(bytes, (int) start, bytes.length));
    }

    private static UnreadableFileException unsupported(String why) {
        return UnreadableFileException.wrong(
                "unsupported-photo", "The place of the photo cannot be read: " + why + "; save it as JPEG");
    }
}
