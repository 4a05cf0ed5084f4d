package dev.waymill.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.FakeGateway;
import dev.waymill.cli.jobs.JobsCommand;
import dev.waymill.cli.up.RunFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// Runs commands while the running instance uses another data directory.
class OtherDataDirectoryTest {
    private final FakeGateway gateway = new FakeGateway();

    @TempDir
    Path directory;

    @BeforeEach
    void refuseEveryKey() {
        gateway.refuseKeys();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void a_key_of_another_data_directory_is_explained_with_advice() throws Exception {
        var file = Files.writeString(directory.resolve("admin.key"), "wm_of_another");

        assertThat(jobs("--url", gateway.url().toString(), "--key-file", file.toString()))
                .contains("Waymill at " + gateway.url() + " does not accept the key in " + file)
                .contains("--data-dir")
                .doesNotContain("header");
    }

    @Test
    void a_running_waymill_without_a_local_key_is_named() {
        assertThat(jobs("--url", gateway.url().toString(), "--key-file", "none"))
                .contains("Waymill at " + gateway.url() + " uses another data directory than " + directory)
                .contains("--data-dir");
    }

    @Test
    void the_error_says_that_waymill_is_not_running() {
        assertThat(jobs("--url", "http://127.0.0.1:1", "--key-file", "none"))
                .contains("Waymill is not running on " + directory)
                .contains("./waymill up");
    }

    @Test
    void the_key_of_a_stopped_waymill_is_not_sent() throws Exception {
        Files.writeString(directory.resolve("admin.key"), "wm_of_this");

        assertThat(jobs("--url", gateway.url().toString()))
                .contains("Waymill on " + directory + " is not running")
                .contains("its key is not sent to " + gateway.url())
                .contains("WAYMILL_KEY, --key-file or --key");
        assertThat(gateway.keys).isEmpty();
    }

    @Test
    void the_key_of_a_waymill_is_sent_only_to_it() throws Exception {
        Files.writeString(directory.resolve("admin.key"), "wm_of_this");
        try (var other = new FakeGateway()) {
            runs(other.url());

            assertThat(jobs("--url", gateway.url().toString()))
                    .contains("Waymill on " + directory + " is running at " + other.url())
                    .contains("its key is not sent to " + gateway.url());
            assertThat(gateway.keys).isEmpty();
        }
    }

    @Test
    void the_url_of_the_local_waymill_needs_no_key() throws Exception {
        Files.writeString(directory.resolve("admin.key"), "wm_of_this");
        runs(gateway.url());

        jobs("--url", gateway.url() + "/");

        assertThat(gateway.keys).containsExactly("wm_of_this");
    }

    @Test
    void a_given_key_that_is_refused_shows_the_gateways_message() {
        assertThat(jobs("--url", gateway.url().toString(), "--key", "guess"))
                .contains("Send a valid API key in the header");
    }

    /// Writes a `waymill.json` that names this process as the instance of the directory.
    private void runs(URI url) throws Exception {
        var us = ProcessHandle.current();
        var run = new RunFile(
                url,
                us.pid(),
                us.info().startInstant().orElseThrow(),
                directory.resolve("admin.key").toString());
        Files.writeString(directory.resolve("waymill.json"), JsonMapper.shared().writeValueAsString(run));
    }

    private String jobs(String... more) {
        var output = new StringWriter();
        new CommandLine(new JobsCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output))
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println(e.getMessage());
                    return 1;
                })
                .execute(Stream.concat(Stream.of("--data-dir", directory.toString()), Stream.of(more))
                        .toArray(String[]::new));
        return output.toString();
    }
}
