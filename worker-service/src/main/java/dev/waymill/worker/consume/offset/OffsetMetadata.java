package dev.waymill.worker.consume.offset;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32;

/// The metadata of a commit: which records beyond its offset are unfinished. All others below the horizon are
/// finished and need not run again.
///
/// As text: `w1` and Base64 of kind, offset, horizon, body and CRC-32. The body has either the distances
/// between the unfinished offsets (variable length, 7 bits per byte), or one bit for each offset, whichever is
/// shorter. Text in another format, damaged text, or text for another offset is ignored: then records run
/// again, which is safe, whereas a wrongly skipped record would be lost.
///
/// @param offset the committed offset, which is the lowest unfinished one if there is any
/// @param horizon one more than the last offset that the metadata covers
/// @param unfinished unfinished offsets below the horizon, ascending
public record OffsetMetadata(long offset, long horizon, long[] unfinished) {
    private static final String MAGIC = "w1";
    private static final byte GAPS = 0;
    private static final byte BITS = 1;
    /// Most bytes of kind, offset, horizon and CRC-32.
    private static final int FRAME_BYTES = 1 + 9 + 9 + 4;

    /// Metadata that knows no finished records beyond the offset.
    public static OffsetMetadata none(long offset) {
        return new OffsetMetadata(offset, offset, new long[0]);
    }

    /// Bytes available for the body in a text of that length.
    static int bodyBytes(int chars) {
        return (chars - MAGIC.length()) / 4 * 3 - FRAME_BYTES;
    }

    /// Bytes of an encoded distance between two unfinished offsets.
    static int gapBytes(long gap) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(gap) + 6) / 7);
    }

    /// The number of finished offsets beyond the committed one; gaps in the offsets count as well.
    public long finished() {
        return horizon - offset - unfinished.length;
    }

    /// The text for the commit; empty if nothing beyond the offset is finished.
    String encode() {
        if (finished() == 0) {
            return "";
        }
        int gaps = 0;
        for (int i = 1; i < unfinished.length; i++) {
            gaps += gapBytes(unfinished[i] - unfinished[i - 1]);
        }
        long bits = (last() - offset) / Byte.SIZE + 1;
        var out = ByteBuffer.allocate(FRAME_BYTES + (int) Math.min(gaps, bits));
        out.put(gaps <= bits ? GAPS : BITS);
        putNumber(out, offset);
        putNumber(out, horizon - offset);
        if (gaps <= bits) {
            putGaps(out);
        } else {
            putBits(out);
        }
        out.putInt(checksum(out));
        return MAGIC
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(out.array(), out.position()));
    }

    /// Decodes the text; empty if it has another format, is damaged, or belongs to another offset.
    public static Optional<OffsetMetadata> decode(String text, long offset) {
        if (text.isEmpty()) {
            return Optional.of(none(offset));
        }
        if (!text.startsWith(MAGIC)) {
            return Optional.empty();
        }
        try {
            var in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(MAGIC.length())));
            in.position(in.limit() - Integer.BYTES);
            boolean whole = in.duplicate().getInt() == checksum(in);
            in.flip();
            return whole ? read(in).filter(known -> known.offset == offset) : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<OffsetMetadata> read(ByteBuffer in) {
        byte kind = in.get();
        long offset = number(in);
        long horizon = offset + number(in);
        return switch (kind) {
            case GAPS -> Optional.of(new OffsetMetadata(offset, horizon, gaps(in, offset)));
            case BITS -> Optional.of(new OffsetMetadata(offset, horizon, bits(in, offset)));
            default -> Optional.empty();
        };
    }

    private long last() {
        return unfinished.length == 0 ? offset : unfinished[unfinished.length - 1];
    }

    private void putGaps(ByteBuffer out) {
        for (int i = 1; i < unfinished.length; i++) {
            putNumber(out, unfinished[i] - unfinished[i - 1]);
        }
    }

    private static long[] gaps(ByteBuffer in, long offset) {
        var offsets = new long[in.remaining() + 1];
        int count = 1;
        offsets[0] = offset;
        while (in.hasRemaining()) {
            offsets[count] = offsets[count - 1] + number(in);
            count++;
        }
        return Arrays.copyOf(offsets, count);
    }

    private void putBits(ByteBuffer out) {
        var bits = new BitSet();
        for (long each : unfinished) {
            bits.set((int) (each - offset));
        }
        out.put(bits.toByteArray());
    }

    private static long[] bits(ByteBuffer in, long offset) {
        return BitSet.valueOf(in).stream().mapToLong(bit -> offset + bit).toArray();
    }

    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte part = in.get();
            number |= (part & 0x7FL) << shift;
            if (part >= 0) {
                break;
            }
        }
        return number;
    }

    private static int checksum(ByteBuffer written) {
        var sum = new CRC32();
        sum.update(written.array(), 0, written.position());
        return (int) sum.getValue();
    }
}
