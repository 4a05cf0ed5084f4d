package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gpx;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.tar;
import static dev.waymill.formats.Packing.zip;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.reader.Hints;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// An archive whose stream fails while it is read.
class ArchiveStreamErrorTest {
    @Test
    void an_io_error_of_the_stream_is_thrown_unchanged_even_inside_a_large_file() {
        var random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        for (var file : new byte[][] {
            zip("photo.bin", random, "a.gpx", gpx(1)),
            streamedZip("photo.bin", random, "a.gpx", gpx(1)),
            streamedZip(
                    "long.gpx",
                    bytes("<gpx>" + new String(random, StandardCharsets.ISO_8859_1).replaceAll("[^a-z]", "")
                            + "</gpx>")),
            gzip(tar("photo.bin", random))
        }) {
            var cancelled = new IOException("cancelled");
            var stopping = new FilterInputStream(new ByteArrayInputStream(file)) {
                private int given;

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    if (given > 150_000) {
                        throw cancelled;
                    }
                    int some = super.read(buffer, offset, Math.min(length, 1_000));
                    given += some;
                    return some;
                }
            };

            assertThatThrownBy(
                            () -> Parsed.of(stopping, new LocationFile.Options(null, true, Hints.NONE, Parsed.CLOCK)))
                    .isSameAs(cancelled);
        }
    }

    @Test
    void an_unchecked_exception_of_the_stream_is_thrown_unchanged() {
        var failure = new IllegalStateException("stopped");
        var file = zip("a.gpx", gpx(1));
        var stopping = new InputStream() {
            private int given;

            @Override
            public int read() {
                if (given == 100) {
                    throw failure;
                }
                return file[given++] & 0xFF;
            }
        };

        assertThatThrownBy(() -> Parsed.of(stopping, LocationFile.Options.defaults(Parsed.CLOCK)))
                .isSameAs(failure);
    }
}
