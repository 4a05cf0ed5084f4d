package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.up.Trio;
import dev.waymill.stack.sample.SampleTrack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Invariant 11: memory is bounded by configuration, never by the size of an upload. The services exit when
/// they run out of heap. `-Dwaymill.test.points=4500000` makes the file a gigabyte.
class MemoryIT {
    private static final int POINTS = Integer.getInteger("waymill.test.points", 900_000);

    @Test
    void a_file_larger_than_the_heap_is_imported(@TempDir Path directory) throws Exception {
        var file = directory.resolve("big.gpx");
        try (var out = Files.newOutputStream(file)) {
            SampleTrack.writeGpx(out, 1, POINTS);
        }
        assertThat(Files.size(file)).isGreaterThan(200L << 20);
        try (var waymill =
                Waymill.start(directory.resolve("data"), Trio.Options.defaults().withHeap("160m"))) {
            var owner = waymill.owner();
            var worker = waymill.trio.worker().handle();
            var id =
                    owner.api().upload(file, Map.of("grace", "PT0S")).path("id").asString();

            var job = awaitEnd(owner, id);

            assertThat(job.path("import").path("points").path("promoted").asLong())
                    .isEqualTo(POINTS);
            assertThat(worker.isAlive()).isTrue();
        }
    }
}
