package dev.waymill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Tests with a process whose pid is in `waymill.json`, with a matching or a different start time.
class DownCommandTest {
    private final DownCommand down = new DownCommand();
    private final StringWriter output = new StringWriter();
    private Process process;

    @TempDir
    Path directory;

    @BeforeEach
    void startProcess() throws Exception {
        process = new ProcessBuilder("sh", "-c", """
                        trap 'test -e stubborn || exit 0' TERM
                        touch begun
                        while :; do sleep 0.1; done
                        """)
                .directory(directory.toFile())
                .start();
        await().until(() -> Files.exists(directory.resolve("begun")));
    }

    @AfterEach
    void endProcess() {
        process.destroyForcibly();
    }

    @Test
    void down_stops_what_up_started() throws Exception {
        write("\"started\": \"" + start() + "\",");

        assertThat(down()).isZero();

        assertThat(output.toString()).contains("Stopped.");
        assertThat(process.isAlive()).isFalse();
        assertThat(directory.resolve("waymill.json")).doesNotExist();
    }

    /// The state after `kill -9` of `up`, when the operating system has reused its pid.
    @Test
    void another_process_with_the_same_pid_is_left_alone() throws Exception {
        write("\"started\": \"" + start().minusSeconds(3_600) + "\",");

        assertThat(down()).isZero();

        assertThat(output.toString()).contains("Waymill is not running on");
        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(directory.resolve("waymill.json")).doesNotExist();
    }

    @Test
    void another_process_with_the_same_pid_does_not_count_as_running() throws Exception {
        write("\"started\": \"" + start() + "\",");
        assertThat(RunFile.of(directory)).map(RunFile::pid).contains(process.pid());

        write("\"started\": \"" + start().plusSeconds(60) + "\",");
        assertThat(RunFile.of(directory)).isEmpty();

        write("");
        assertThat(RunFile.of(directory)).isEmpty();
    }

    @Test
    void a_process_that_does_not_stop_is_reported() throws Exception {
        write("\"started\": \"" + start() + "\",");
        Files.createFile(directory.resolve("stubborn"));
        down.patience = Duration.ofSeconds(1);

        assertThat(down()).isEqualTo(1);

        assertThat(output.toString())
                .contains("Process " + process.pid() + " has not stopped within 1 s")
                .contains("kill -9 " + process.pid());
        assertThat(directory.resolve("waymill.json")).exists();
    }

    private int down() {
        return new CommandLine(down)
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println(e.getMessage());
                    return 1;
                })
                .execute("--data-dir", directory.toString());
    }

    private Instant start() {
        return process.info().startInstant().orElseThrow();
    }

    private void write(String started) throws Exception {
        Files.writeString(
                directory.resolve("waymill.json"),
                "{\"url\": \"http://127.0.0.1:9\", %s \"pid\": %d, \"keyFile\": \"admin.key\"}"
                        .formatted(started, process.pid()));
    }
}
