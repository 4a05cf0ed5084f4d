package dev.waymill.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedPiecesTest {
    private static final Duration A_DAY = Duration.ofDays(1);
    private final Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 5;

    @TempDir
    Path folder;

    @Test
    void pieces_of_a_dead_process_are_deleted_when_seen_a_second_time() throws IOException {
        piece("dead", 25);
        piece("living", 23);
        var pieces = pieces(now);

        assertThat(pieces.delete(A_DAY)).isZero();
        assertThat(names()).containsExactlyInAnyOrder("dead", "living");

        nanos += Duration.ofSeconds(59).toNanos();
        assertThat(pieces.delete(A_DAY)).isZero();

        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(pieces.delete(A_DAY)).isEqualTo(1);
        assertThat(names()).containsExactly("living");
    }

    @Test
    void a_clock_jump_does_not_delete_a_running_upload() throws IOException {
        piece("going-on", 0);
        var pieces = pieces(now.plus(Duration.ofDays(400)));

        for (int minute = 0; minute < 5; minute++) {
            Files.writeString(folder.resolve("going-on"), "more".repeat(minute + 2));
            assertThat(pieces.delete(A_DAY)).isZero();
            nanos += Duration.ofMinutes(1).toNanos();
        }
        assertThat(names()).containsExactly("going-on");
    }

    @Test
    void any_number_of_pieces_is_deleted_in_batches() throws IOException {
        for (int i = 0; i < 10_500; i++) {
            piece("piece-" + i, 48);
        }
        var pieces = pieces(now);
        int deleted = 0;
        for (int round = 0; round < 4; round++) {
            deleted += pieces.delete(A_DAY);
            nanos += Duration.ofMinutes(1).toNanos();
        }
        assertThat(deleted).isEqualTo(10_500);
        assertThat(names()).isEmpty();
    }

    private AbandonedPieces pieces(Instant moment) {
        return new AbandonedPieces(folder, Clock.fixed(moment, ZoneOffset.UTC), () -> nanos);
    }

    private void piece(String name, int hoursAgo) throws IOException {
        var file = Files.writeString(folder.resolve(name), "some");
        Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(hoursAgo))));
    }

    private Stream<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
