package dev.waymill.formats.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Writes FIT files for tests, byte by byte.
public final class FitSample {
    static final int ENUM = 0x00;
    static final int SINT8 = 0x01;
    static final int UINT8 = 0x02;
    static final int UINT16 = 0x84;
    static final int SINT32 = 0x85;
    static final int UINT32 = 0x86;
    static final int STRING = 0x07;
    static final int UINT32Z = 0x8C;

    static final int NO_POSITION = 0x7FFFFFFF;

    private final int headerSize;
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    FitSample(int headerSize) {
        this.headerSize = headerSize;
    }

    /// A file with the usual header, in which type 0 is a record with timestamp, latitude and longitude.
    static FitSample ofRecords() {
        return new FitSample(14).define(0, 20, 253, 4, UINT32, 0, 4, SINT32, 1, 4, SINT32);
    }

    /// A file with one record.
    ///
    /// @param time ISO 8601
    public static byte[] at(double latitude, double longitude, String time) {
        long seconds = Instant.parse(time).getEpochSecond()
                - Instant.parse("1989-12-31T00:00:00Z").getEpochSecond();
        double perDegree = (1L << 31) / 180.0;
        return ofRecords()
                .record((int) seconds, (int) Math.round(latitude * perDegree), (int) Math.round(longitude * perDegree))
                .file();
    }

    /// 1_000_000_000 seconds are the 2021-09-08T01:46:40Z.
    FitSample record(int seconds, int latitude, int longitude) {
        return message(0, littleEndian(12).putInt(seconds).putInt(latitude).putInt(longitude));
    }

    /// @param fields number, size and base type of each
    FitSample define(int kind, int message, int... fields) {
        return bytes(0x40 | kind, 0, 0, message & 0xFF, message >> 8, fields.length / 3)
                .bytes(fields);
    }

    FitSample defineBigEndian(int kind, int message, int... fields) {
        return bytes(0x40 | kind, 0, 1, message >> 8, message & 0xFF, fields.length / 3)
                .bytes(fields);
    }

    FitSample message(int kind, ByteBuffer data) {
        return bytes(kind).raw(data.array());
    }

    FitSample compressedMessage(int kind, int seconds, ByteBuffer data) {
        return bytes(0x80 | kind << 5 | seconds & 0x1F).raw(data.array());
    }

    FitSample bytes(int... values) {
        for (int value : values) {
            records.write(value);
        }
        return this;
    }

    private FitSample raw(byte[] data) {
        records.writeBytes(data);
        return this;
    }

    byte[] file() {
        return file(records.size());
    }

    /// @param told the length of the records in bytes, as written in the header
    byte[] file(int declaredLength) {
        var file = littleEndian(headerSize + records.size() + 2);
        file.put((byte) headerSize).put((byte) 0x20).putShort((short) 2195).putInt(declaredLength);
        file.put(".FIT".getBytes(StandardCharsets.US_ASCII));
        if (headerSize >= 14) {
            file.putShort(checksum(file.array(), 12));
        }
        file.position(headerSize).put(records.toByteArray());
        return file.putShort(checksum(file.array(), file.position())).array();
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer bigEndian(int size) {
        return ByteBuffer.allocate(size);
    }

    /// Computed bit by bit, unlike in the reader, so that both cannot have the same mistake.
    private static short checksum(byte[] bytes, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                sum = (sum & 1) != 0 ? sum >> 1 ^ 0xA001 : sum >> 1;
            }
        }
        return (short) sum;
    }
}
