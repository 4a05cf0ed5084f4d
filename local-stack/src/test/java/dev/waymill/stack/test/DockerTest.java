package dev.waymill.stack.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerTest {
    @Test
    void a_daemon_is_available_only_if_its_socket_answers(@TempDir Path directory) throws IOException {
        String address;
        try (var daemon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + daemon.getLocalPort();
            assertThat(Docker.answers(address)).isTrue();
        }
        assertThat(Docker.answers(address)).isFalse();
        assertThat(Docker.answers("unix://" + directory.resolve("docker.sock"))).isFalse();
    }

    @Test
    void an_invalid_host_setting_means_no_daemon() {
        assertThat(Docker.answers("no host at all")).isFalse();
        assertThat(Docker.answers("docker")).isFalse();
    }
}
