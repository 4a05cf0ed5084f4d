package dev.waymill.formats.binary;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads the bytes of a FIT file, counts them and computes its checksum: CRC-16 with the polynomial 0x8005,
/// reflected, initial value zero. The checksum of a whole file, including its own at the end, is zero.
final class FitInput {
    /// Bytes of the shortest header.
    static final int SHORTEST_HEADER = 12;

    private static final int[] CRC = table();

    private final InputStream in;
    private long offset;
    private int crc;

    FitInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /// Returns the number of bytes read, from the start of the first file.
    long offset() {
        return offset;
    }

    /// Resets the checksum at the start of a file.
    void restartChecksum() {
        crc = 0;
    }

    boolean isChecksumRight() {
        return crc == 0;
    }

    boolean isAtEnd() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next < 0;
    }

    /// Whether the next bytes are the header of a file: its length, and `.FIT` at its ninth byte.
    boolean isAtHeader() throws IOException {
        in.mark(SHORTEST_HEADER);
        var header = in.readNBytes(SHORTEST_HEADER);
        in.reset();
        return header.length == SHORTEST_HEADER
                && (header[0] & 0xFF) >= SHORTEST_HEADER
                && new String(header, 8, 4, StandardCharsets.ISO_8859_1).equals(".FIT");
    }

    int read() throws UnreadableFileException, IOException {
        int one = in.read();
        if (one < 0) {
            throw cutOff();
        }
        count(one);
        return one;
    }

    void readFully(byte[] into, int length) throws UnreadableFileException, IOException {
        int got = in.readNBytes(into, 0, length);
        for (int i = 0; i < got; i++) {
            count(into[i] & 0xFF);
        }
        if (got < length) {
            throw cutOff();
        }
    }

    private void count(int one) {
        offset++;
        crc = crc >>> 8 ^ CRC[(crc ^ one) & 0xFF];
    }

    private UnreadableFileException cutOff() {
        return UnreadableFileException.damaged(
                "truncated-file", "The file ends after " + offset + " bytes within its data; it seems cut off");
    }

    private static int[] table() {
        var table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int sum = i;
            for (int bit = 0; bit < 8; bit++) {
                sum = (sum & 1) == 0 ? sum >>> 1 : sum >>> 1 ^ 0xA001;
            }
            table[i] = sum;
        }
        return table;
    }
}
