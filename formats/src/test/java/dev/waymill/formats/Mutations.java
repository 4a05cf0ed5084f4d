package dev.waymill.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/// Random and malicious changes to a file. The same seed gives the same changes.
public final class Mutations {
    /// Structural characters of JSON, XML and tables, and characters that break numbers.
    private static final String SIGNIFICANT = "{}[]\",:\\<>&/'; \n\t-+.e09N\0";

    private static final int MOST = 6;
    /// The shortest input that begins a point: a row with one letter, or `{}` in a list of points.
    private static final int POINT_BYTES = 2;

    private final Random random;
    private byte[] bytes;

    private Mutations(byte[] file, long seed) {
        this.random = new Random(seed);
        this.bytes = file.clone();
    }

    /// Returns the file after one to six changes, at most about four times as long.
    public static byte[] of(byte[] file, long seed) {
        var mutations = new Mutations(file, seed);
        for (int i = mutations.random.nextInt(MOST); i >= 0; i--) {
            mutations.one(file.length);
        }
        return mutations.bytes;
    }

    /// Reads the changed file once as the given format and once with detection. The reader must terminate,
    /// throw no exceptions other than a reader's own, and find no more points than fit into the file.
    public static void readOrRefuse(Format format, byte[] file, long seed) throws IOException {
        var mutant = of(file, seed);
        for (var named : new Format[] {format, null}) {
            try {
                var parsed = Parsed.of(mutant, new LocationFile.Options(named, true, Hints.NONE, Parsed.CLOCK));
                assertThat(parsed.points().size() + parsed.rejections().size())
                        .isLessThanOrEqualTo(mutant.length / POINT_BYTES + 1);
            } catch (UnreadableFileException e) {
                assertThat(e.code()).isNotBlank();
                assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception", "java.");
            }
        }
    }

    /// The same for a text file.
    public static void readOrRefuse(Format format, String file, long seed) throws IOException {
        readOrRefuse(format, file.getBytes(StandardCharsets.UTF_8), seed);
    }

    private void one(int original) {
        int at = random.nextInt(bytes.length + 1);
        int some = random.nextInt(Math.min(original / 2, bytes.length - at) + 1);
        switch (random.nextInt(8)) {
            case 0, 1 -> flip(at);
            case 2 -> insert(at, new byte[] {significantByte()});
            case 3, 4 -> replace(at);
            case 5 -> insert(random.nextInt(bytes.length + 1), Arrays.copyOfRange(bytes, at, at + some));
            case 6 -> remove(at, at + random.nextInt(Math.min(some, 200) + 1));
            default -> cut(at);
        }
    }

    private void flip(int at) {
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private void replace(int at) {
        if (at < bytes.length) {
            bytes[at] = significantByte();
        }
    }

    private byte significantByte() {
        return (byte) SIGNIFICANT.charAt(random.nextInt(SIGNIFICANT.length()));
    }

    private void insert(int at, byte[] what) {
        var longer = Arrays.copyOf(bytes, bytes.length + what.length);
        System.arraycopy(bytes, at, longer, at + what.length, bytes.length - at);
        System.arraycopy(what, 0, longer, at, what.length);
        bytes = longer;
    }

    private void remove(int from, int to) {
        var shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        bytes = shorter;
    }

    /// Cuts the file only half of the time, so that other changes are tested, too.
    private void cut(int at) {
        if (random.nextBoolean()) {
            bytes = Arrays.copyOf(bytes, at);
        }
    }
}
