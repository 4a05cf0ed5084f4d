package dev.waymill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PortCheckTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
    void a_taken_port_is_named_before_the_start(String address) throws Exception {
        try (var other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getByName(address), 0));

            assertThat(up(other.getLocalPort()))
                    .contains("Port " + other.getLocalPort() + " (--port) cannot be used: Address already in use")
                    .contains("choose another port with --port");
            assertThat(directory.resolve("data")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void an_invalid_port_is_named(int port) {
        assertThat(up(port)).contains("--port " + port + " is not a valid port; choose one from 1 to 65535");
    }

    @Test
    void the_check_leaves_a_free_port_free() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatCode(() -> PortCheck.requireFree(port, "--port")).doesNotThrowAnyException();
        assertThatCode(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close())
                .doesNotThrowAnyException();
    }

    @Test
    void a_second_start_names_the_running_one() throws Exception {
        var data = Files.createDirectories(directory.resolve("data"));
        long us = ProcessHandle.current().pid();
        new RunFile(URI.create("http://127.0.0.1:9"), Path.of("admin.key")).write(data);

        assertThat(up(9)).contains(data + ", at http://127.0.0.1:9 (process " + us + "). Stop it with ./waymill down");
    }

    @Test
    void an_unbuilt_service_is_named() {
        assertThatThrownBy(() -> Home.jar("no-such-service")).hasMessageContaining("build it with ./mvnw");
    }

    /// Returns the output of a failing `up`.
    private String up(int port) {
        var output = new StringWriter();
        int code = new CommandLine(new UpCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output))
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println(e.getMessage());
                    return 1;
                })
                .execute(
                        "--port",
                        "" + port,
                        "--data-dir",
                        directory.resolve("data").toString());
        assertThat(code).isEqualTo(1);
        return output.toString();
    }
}
