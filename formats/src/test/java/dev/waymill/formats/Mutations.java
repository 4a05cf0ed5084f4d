package dev.waymill.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/// What may happen to a file on its way, and what an enemy may do to it: the same seed, the same harm.
public final class Mutations {
    /// What gives JSON, XML and tables their structure, and what numbers stumble over.
    private static final String TELLING = "{}[]\",:\\<>&/'; \n\t-+.e09N\0";

    private static final int MOST = 6;
    /// Nothing that is begun as a point is shorter: a row of one letter, `{}` in a list of points.
    private static final int POINT_BYTES = 2;

    private final Random random;
    private byte[] bytes;

    private Mutations(byte[] file, long seed) {
        this.random = new Random(seed);
        this.bytes = file.clone();
    }

    /// The file after one to six mishaps, at most about four times as long as before.
    public static byte[] of(byte[] file, long seed) {
        var mutations = new Mutations(file, seed);
        for (int i = mutations.random.nextInt(MOST); i >= 0; i--) {
            mutations.one(file.length);
        }
        return mutations.bytes;
    }

    /// Reads the file after its mishaps as one of that format, and as one whose format is found out. Whatever
    /// they were, the reader must end, refuse it in no other way than readers do, and find no more points than
    /// there is room for.
    public static void readOrRefuse(Format format, byte[] file, long seed) throws IOException {
        var mutant = of(file, seed);
        for (var told : new Format[] {format, null}) {
            try {
                var parsed = Parsed.of(mutant, new LocationFile.Options(told, true, Map.of(), Parsed.CLOCK));
                assertThat(parsed.points().size() + parsed.rejections().size())
                        .isLessThanOrEqualTo(mutant.length / POINT_BYTES + 1);
            } catch (UnreadableFileException e) {
                assertThat(e.code()).isNotBlank();
                assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception", "java.");
            }
        }
    }

    /// The same for a file of text.
    public static void readOrRefuse(Format format, String file, long seed) throws IOException {
        readOrRefuse(format, file.getBytes(StandardCharsets.UTF_8), seed);
    }

    private void one(int original) {
        int at = random.nextInt(bytes.length + 1);
        int some = random.nextInt(Math.min(original / 2, bytes.length - at) + 1);
        switch (random.nextInt(8)) {
            case 0, 1 -> flip(at);
            case 2 -> insert(at, new byte[] {telling()});
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
            bytes[at] = telling();
        }
    }

    private byte telling() {
        return (byte) TELLING.charAt(random.nextInt(TELLING.length()));
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

    /// Only now and then, or little else would be tried.
    private void cut(int at) {
        if (random.nextBoolean()) {
            bytes = Arrays.copyOf(bytes, at);
        }
    }
}
