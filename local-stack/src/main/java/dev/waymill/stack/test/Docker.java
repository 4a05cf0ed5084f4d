package dev.waymill.stack.test;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Whether tests are to use containers: `WAYMILL_STACK=local` or `containers` decides, else whether a daemon
/// answers. Having the `docker` command proves nothing, so the socket is asked.
final class Docker {
    private static final String SOCKET = "/var/run/docker.sock";

    private Docker() {}

    static boolean answers() {
        var wanted = System.getenv().getOrDefault("WAYMILL_STACK", "");
        return switch (wanted) {
            case "local" -> false;
            case "containers" -> true;
            default -> System.getenv("DOCKER_HOST") != null || socketAnswers();
        };
    }

    private static boolean socketAnswers() {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(Path.of(SOCKET)));
        } catch (IOException e) {
            return false;
        }
    }
}
