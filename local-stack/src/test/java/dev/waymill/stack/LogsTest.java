package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    @TempDir
    Path directory;

    Path log;

    @BeforeEach
    void place() {
        log = directory.resolve("kafka.log");
    }

    @Test
    void the_tail_is_the_last_twenty_lines() throws Exception {
        Files.writeString(log, lines(1, 100));

        assertThat(Logs.tail(log)).isEqualTo(lines(81, 100).strip());
    }

    @Test
    void the_tail_of_a_short_log_is_the_whole_log() throws Exception {
        Files.writeString(log, lines(1, 3));

        assertThat(Logs.tail(log)).isEqualTo(lines(1, 3).strip());
    }

    /// A sparse file larger than an array can be.
    @Test
    void the_tail_of_a_huge_log_is_read_from_its_end() throws Exception {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(3L << 30);
            file.writeBytes("\n" + lines(1, 30));
        }

        assertThat(Logs.tail(log)).isEqualTo(lines(11, 30).strip());
    }

    @Test
    void the_tail_of_a_missing_log_says_so() {
        assertThat(Logs.tail(log)).startsWith("(no log: ");
    }

    @Test
    void a_large_log_is_rotated_and_one_older_is_kept() throws Exception {
        Files.writeString(directory.resolve("kafka.log.1"), "older");
        grow(Logs.LARGE_BYTES + 1);

        write("new");

        assertThat(log).hasContent("new");
        assertThat(directory.resolve("kafka.log.1")).hasSize(Logs.LARGE_BYTES + 1);
        assertThat(directory.toFile().list()).hasSize(2);
    }

    @Test
    void a_log_below_the_limit_is_continued() throws Exception {
        write("first");
        write("second");

        assertThat(log).hasContent("firstsecond");
        assertThat(directory.toFile().list()).hasSize(1);
    }

    private void write(String text) throws Exception {
        new ProcessBuilder("printf", text)
                .redirectOutput(Logs.append(log))
                .start()
                .waitFor();
    }

    private void grow(long bytes) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> "line " + number + "\n")
                .collect(Collectors.joining());
    }
}
