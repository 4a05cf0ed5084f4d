package dev.waymill.formats.binary;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;

/// A message type as defined in the file, and the data of its last message.
final class FitMessage {
    /// The field is absent or has its type's invalid value.
    static final long NOTHING = Long.MIN_VALUE;

    private static final int BIG_ENDIAN = 1;
    /// Sizes in bytes of the base types 0 to 16: enum, sint8, uint8, sint16, uint16, sint32, uint32, string,
    /// float32, float64, uint8z, uint16z, uint32z, byte, sint64, uint64, uint64z. 0 for strings and floats,
    /// which no field that we read has.
    private static final int[] SIZES = {1, 1, 1, 2, 2, 4, 4, 0, 0, 0, 1, 2, 4, 1, 8, 8, 8};
    private static final int TYPE_NUMBER = 0x1F;

    private final int number;
    private final boolean bigEndian;
    /// Number, size in bytes and base type of each field, in sequence.
    private final byte[] fields;

    private final byte[] data;

    /// Index of a field by its number, counted from 1. A table, because a file may define hundreds of fields
    /// for messages of one byte.
    private final byte[] order = new byte[1 << 8];
    /// Start of each field in the data.
    private final int[] starts;

    private FitMessage(int number, boolean bigEndian, byte[] fields, byte[] data) {
        this.number = number;
        this.bigEndian = bigEndian;
        this.fields = fields;
        this.data = data;
        this.starts = new int[fields.length / 3];
        int start = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = start;
            start += fields[3 * i + 1] & 0xFF;
            int field = fields[3 * i] & 0xFF;
            order[field] = order[field] == 0 ? (byte) (i + 1) : order[field];
        }
    }

    /// Reads a definition.
    ///
    /// @param withDeveloperFields whether developer fields follow, which an app defines; they are skipped in
    ///     the data
    static FitMessage define(FitInput in, boolean withDeveloperFields) throws UnreadableFileException, IOException {
        in.read();
        boolean bigEndian = in.read() == BIG_ENDIAN;
        int first = in.read();
        int second = in.read();
        var fields = readFields(in);
        int size = sizeOf(fields);
        if (withDeveloperFields) {
            size += sizeOf(readFields(in));
        }
        return new FitMessage(bigEndian ? first << 8 | second : second << 8 | first, bigEndian, fields, new byte[size]);
    }

    private static byte[] readFields(FitInput in) throws UnreadableFileException, IOException {
        var fields = new byte[3 * in.read()];
        in.readFully(fields, fields.length);
        return fields;
    }

    private static int sizeOf(byte[] fields) {
        int size = 0;
        for (int i = 1; i < fields.length; i += 3) {
            size += fields[i] & 0xFF;
        }
        return size;
    }

    void readData(FitInput in) throws UnreadableFileException, IOException {
        in.readFully(data, data.length);
    }

    /// Returns the message's number in the FIT profile.
    int number() {
        return number;
    }

    /// Returns a field's value, the first one of a list, or [#NOTHING].
    long value(int field) {
        int which = (order[field] & 0xFF) - 1;
        return which < 0
                ? NOTHING
                : value(fields[3 * which + 2] & TYPE_NUMBER, starts[which], fields[3 * which + 1] & 0xFF);
    }

    private long value(int type, int at, int size) {
        int bytes = type < SIZES.length ? SIZES[type] : 0;
        if (bytes == 0 || size < bytes) {
            return NOTHING;
        }
        long bits = 0;
        for (int i = 0; i < bytes; i++) {
            bits = bits << 8 | data[bigEndian ? at + i : at + bytes - 1 - i] & 0xFF;
        }
        int unused = Long.SIZE - 8 * bytes;
        return switch (type) {
            // Signed: the greatest value means invalid.
            case 1, 3, 5, 14 -> {
                long value = bits << unused >> unused;
                yield value == Long.MAX_VALUE >> unused ? NOTHING : value;
            }
            // Unsigned types in which zero means invalid.
            case 10, 11, 12, 16 -> bits == 0 ? NOTHING : bits;
            default -> bits == -1L >>> unused ? NOTHING : bits;
        };
    }
}
