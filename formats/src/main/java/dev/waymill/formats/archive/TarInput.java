package dev.waymill.formats.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;

/// Reads TAR archives (POSIX.1-2001 pax and GNU tar). Keeps only a file's path and length, and limits extended
/// headers to a megabyte each, because the library keeps every header of the whole archive in memory.
final class TarInput extends ArchiveInputStream<TarArchiveEntry> {
    private static final int BLOCK = 512;
    /// Tape drives, and therefore programs, pad an archive to a multiple of this.
    private static final int RECORD = 20 * BLOCK;

    private static final int MAX_PATH = 1 << 16;
    private static final int MAX_DESCRIPTION = 1 << 20;
    /// Limit on all extended headers of an archive together, in addition to one block per file.
    private static final long MAX_DESCRIPTIONS = 1 << 24;

    private static final int USTAR_AT = 257;
    private static final int CHECKSUM_AT = 148;
    private static final String SPARSE_PREFIX = "GNU.sparse.";

    private final GuardedInput source;
    private final byte[] block = new byte[BLOCK];
    private long position;
    /// Unread bytes of the current file, and the padding after its last block.
    private long left;

    private int padding;
    private long described;

    // Values from extended headers, which override those of the file's own header.
    private @Nullable String path;
    private long size = -1;
    private boolean isSparse;

    TarInput(InputStream in, GuardedInput source) {
        super(in, StandardCharsets.UTF_8.name());
        this.source = source;
    }

    @Override
    public @Nullable TarArchiveEntry getNextEntry() throws IOException {
        skipFully(left + padding);
        left = padding = 0;
        path = null;
        size = -1;
        isSparse = false;
        while (readHeader()) {
            long length = number(124, 12);
            byte type = block[156];
            switch (type) {
                case 'x' -> describe(description(length));
                case 'L' -> path = text(description(length), 0, (int) length);
                case 'g', 'K' -> description(length);
                default -> {
                    return entry(type, size < 0 ? length : size);
                }
            }
        }
        return null;
    }

    private TarArchiveEntry entry(byte type, long length) {
        var entry = new TarArchiveEntry(path == null ? ownPath() : path, isSparse ? (byte) 'S' : type, true);
        left = length;
        padding = padding(length);
        return entry;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int some = in.read(buffer, offset, (int) Math.min(left, length));
        if (some < 0) {
            throw cutOff();
        }
        position += some;
        left -= some;
        return some;
    }

    /// @return false at the end of the archive
    private boolean readHeader() throws IOException {
        int some = in.readNBytes(block, 0, BLOCK);
        position += some;
        // An archive ends with blocks of zeros. Without them its end is missing, even if the cut is between two
        // files.
        if (some < BLOCK) {
            throw cutOff();
        }
        if (isZero(block)) {
            // The rest is read too, so that an enclosing gzip can verify its checksum.
            long rest = (RECORD - position % RECORD) % RECORD;
            in.readNBytes((int) rest);
            return false;
        }
        requireChecksum();
        return true;
    }

    private static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /// Verifies the header's checksum. Some programs sum signed bytes.
    private void requireChecksum() throws IOException {
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte each = i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? (byte) ' ' : block[i];
            unsigned += each & 0xFF;
            signed += each;
        }
        long stored = number(CHECKSUM_AT, 8);
        if (stored != unsigned && stored != signed) {
            throw new IOException("the checksum of a header is wrong");
        }
    }

    /// Reads the extended header in front of a file.
    private byte[] description(long length) throws IOException {
        described += length;
        if (length > MAX_DESCRIPTION || described > MAX_DESCRIPTIONS) {
            throw source.tooMuch("The headers of the files in the archive are too long");
        }
        var bytes = in.readNBytes((int) length);
        position += bytes.length;
        if (bytes.length < length) {
            throw cutOff();
        }
        skipFully(padding(length));
        return bytes;
    }

    /// Parses lines of `length key=value`.
    private void describe(byte[] pax) throws IOException {
        for (int start = 0; start < pax.length && pax[start] != 0; ) {
            int blank = start;
            int length = 0;
            while (blank < pax.length && pax[blank] >= '0' && pax[blank] <= '9' && length <= pax.length) {
                length = 10 * length + pax[blank++] - '0';
            }
            int end = start + length;
            if (length == 0 || blank == pax.length || pax[blank] != ' ' || end > pax.length || end <= blank + 1) {
                throw new IOException("an extended header is invalid");
            }
            pair(pax, blank + 1, end - 1);
            start = end;
        }
    }

    private void pair(byte[] pax, int from, int to) throws IOException {
        int equals = from;
        while (equals < to && pax[equals] != '=') {
            equals++;
        }
        switch (text(pax, from, Math.min(equals, from + SPARSE_PREFIX.length()))) {
            case "path" -> path = text(pax, equals + 1, to);
            case "size" -> size = size(text(pax, equals + 1, to));
            case SPARSE_PREFIX -> isSparse = true;
            default -> {
                // Times, owners and comments are not used.
            }
        }
    }

    private static long size(String text) throws IOException {
        try {
            long size = Long.parseLong(text);
            if (size >= 0 && size < 1L << 54) {
                return size;
            }
        } catch (NumberFormatException _) {
            // The exception below covers this case.
        }
        throw new IOException("the length of a file is invalid");
    }

    private String ownPath() {
        var name = text(block, 0, 100);
        // GNU tar has a blank here, and other data where POSIX has the path's prefix.
        boolean isPosix = block[USTAR_AT + 5] == 0;
        var prefix = isPosix ? text(block, 345, 345 + 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /// Decodes text up to the first zero byte. Very long text is cut.
    private static String text(byte[] bytes, int from, int to) {
        int end = Math.min(from, to);
        int most = Math.min(Math.min(to, bytes.length), from + MAX_PATH);
        while (end < most && bytes[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(bytes, Math.min(from, end), end), StandardCharsets.UTF_8);
    }

    /// Parses a number: octal digits, or binary if the first bit is set.
    private long number(int at, int length) throws IOException {
        long value = 0;
        if ((block[at] & 0x80) != 0) {
            for (int i = 1; i < length; i++) {
                if (value >>> 46 != 0) {
                    throw new IOException("the length of a file is invalid");
                }
                value = value << 8 | block[at + i] & 0xFF;
            }
            return (block[at] & 0x7F) == 0 ? value : refuse();
        }
        boolean hasBegun = false;
        for (int i = at; i < at + length; i++) {
            byte digit = block[i];
            if (digit >= '0' && digit <= '7') {
                value = value << 3 | digit - '0';
                hasBegun = true;
            } else if (digit != ' ' && digit != 0) {
                return refuse();
            } else if (hasBegun) {
                break;
            }
        }
        return value;
    }

    private static long refuse() throws IOException {
        throw new IOException("a number in a header is invalid");
    }

    private static int padding(long length) {
        return (int) ((BLOCK - length % BLOCK) % BLOCK);
    }

    private void skipFully(long bytes) throws IOException {
        long rest = bytes;
        while (rest > 0) {
            int some = in.read(block, 0, (int) Math.min(rest, BLOCK));
            if (some < 0) {
                throw cutOff();
            }
            position += some;
            rest -= some;
        }
    }

    private static EOFException cutOff() {
        return new EOFException("it seems cut off");
    }
}
