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
/// As text: `w1` and Base64 of kind, offset, horizon, body and CRC-32. The body names the unfinished offsets
/// after the first by their distances (variable length, 7 bits a byte), or has one bit for each offset; the
/// shorter of the two. Text that is not ours, is damaged, or belongs to another offset says nothing: then
/// records run again, which is safe, whereas a wrongly skipped record would be lost.
///
/// @param offset the committed offset, the lowest unfinished one when there is any
/// @param horizon where the knowledge ends: one more than the last offset it covers
/// @param unfinished unfinished offsets below the horizon, ascending
public record OffsetMetadata(long offset, long horizon, long[] unfinished) {
    private static final String MAGIC = "w1";
    private static final byte GAPS = 0;
    private static final byte BITS = 1;
    /// Kind, offset, horizon and CRC-32 at their longest.
    private static final int FRAME_BYTES = 1 + 9 + 9 + 4;

    /// Nothing beyond the offset is known to be finished.
    public static OffsetMetadata none(long offset) {
        return new OffsetMetadata(offset, offset, new long[0]);
    }

    /// Bytes that are left for the body in a text of that length.
    static int bodyBytes(int chars) {
        return (chars - MAGIC.length()) / 4 * 3 - FRAME_BYTES;
    }

    /// Bytes a distance between two unfinished offsets takes.
    static int gapBytes(long gap) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(gap) + 6) / 7);
    }

    /// Finished records that are held here beyond the offset; gaps in the offsets count as well.
    public long finished() {
        return horizon - offset - unfinished.length;
    }

    /// The text for the commit; empty when there is nothing to say.
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

    /// The knowledge in that text, when it is ours, whole, and of that offset.
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
