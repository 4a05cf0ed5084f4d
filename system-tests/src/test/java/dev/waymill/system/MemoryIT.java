package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.LocalS3;
import dev.waymill.stack.sample.SampleTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Invariant 11: memory is bounded by configuration, never by the size of an upload. The services exit when
/// their heap is exhausted. `-Dwaymill.test.points=4500000` makes the file a gigabyte.
class MemoryIT {
    private static final int POINTS = Integer.getInteger("waymill.test.points", 900_000);

    /// Writes a file with this number of points.
    @FunctionalInterface
    private interface Writer {
        void write(OutputStream out, int points) throws IOException;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void a_file_larger_than_the_heap_is_imported(String name, Writer writer, @TempDir Path directory) throws Exception {
        var file = directory.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            writer.write(out, POINTS);
        }
        assertImported(file, directory, Map.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "waymill.slow", matches = "true", disabledReason = "Run ./waymill test --slow")
    void a_file_larger_than_the_heap_is_imported_through_an_s3_store(@TempDir Path directory) throws Exception {
        var file = directory.resolve("big.gpx");
        try (var out = Files.newOutputStream(file)) {
            SampleTrack.writeGpx(out, 1, POINTS);
        }
        try (var s3 = LocalS3.start(directory.resolve("s3"))) {
            s3.createBucket("files");
            assertImported(file, directory, s3.environment("files"));
        }
    }

    private static void assertImported(Path file, Path directory, Map<String, String> settings) throws Exception {
        long size = Files.size(file);
        try (var waymill = Waymill.start(
                directory.resolve("data"),
                ServiceStack.Options.defaults().withHeap("160m").with(settings))) {
            var owner = waymill.owner();
            var worker = waymill.services.worker().handle();
            var id =
                    owner.api().upload(file, Map.of("grace", "PT0S")).path("id").asString();

            var progress = new ArrayList<Long>();
            var job = owner.api().awaitEnd(id, Duration.ofMinutes(5), now -> {
                if (now.at("/progress/phase").asString("").equals("stage")) {
                    progress.add(now.at("/progress/done").asLong());
                    assertThat(now.at("/progress/total").asLong()).isEqualTo(size);
                }
            });

            assertThat(progress)
                    .isSorted()
                    .hasSizeGreaterThan(2)
                    .allSatisfy(done -> assertThat(done).isLessThanOrEqualTo(size));
            assertThat(job.path("import").path("points").path("promoted").asLong())
                    .isEqualTo(POINTS);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    static Arguments[] files() {
        return new Arguments[] {
            Arguments.of("big.gpx", (Writer) (out, points) -> SampleTrack.writeGpx(out, 1, points)),
            Arguments.of("Records.json", (Writer) (out, points) -> SampleTrack.writeRecords(out, 1, points)),
            Arguments.of("a thousand files.zip", (Writer) MemoryIT::writeThousandFiles),
        };
    }

    /// Each file covers another part of the year. They are stored uncompressed, so the archive is as large as
    /// its content.
    private static void writeThousandFiles(OutputStream out, int points) throws IOException {
        try (var zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (int i = 0; i < 1_000; i++) {
                zip.putNextEntry(new ZipEntry("tracks/" + i + ".gpx"));
                var track = new ByteArrayOutputStream();
                SampleTrack.writeGpx(track, i, points / 1_000);
                track.writeTo(zip);
                zip.closeEntry();
            }
        }
    }
}
