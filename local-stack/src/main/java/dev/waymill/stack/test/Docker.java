package dev.waymill.stack.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/// Decides whether tests use containers: by `WAYMILL_STACK=local` or `containers`, as a system property or
/// environment variable; else if Testcontainers is on the class path and a daemon responds. An installed
/// `docker` command is not sufficient, so the daemon's socket is tested.
final class Docker {
    private static final String CHOICE = "WAYMILL_STACK";
    private static final String SOCKET = "unix:///var/run/docker.sock";
    private static final int PATIENCE_MILLIS = 1_000;

    private Docker() {}

    static boolean isWanted() {
        var choice = System.getProperty(CHOICE, System.getenv().getOrDefault(CHOICE, ""));
        return switch (choice) {
            case "local" -> false;
            case "containers" -> true;
            default -> hasTestcontainers() && answers(System.getenv().getOrDefault("DOCKER_HOST", SOCKET));
        };
    }

    private static boolean hasTestcontainers() {
        var loader = Docker.class.getClassLoader();
        return loader.getResource("org/testcontainers/kafka/KafkaContainer.class") != null
                && loader.getResource("org/testcontainers/postgresql/PostgreSQLContainer.class") != null;
    }

    /// Whether a daemon responds. An unsupported host (`ssh:`, `npipe:`) counts as no daemon; set
    /// `WAYMILL_STACK=containers` then.
    static boolean answers(String host) {
        try {
            var uri = URI.create(host);
            return switch (uri.getScheme()) {
                case "unix" -> connects(UnixDomainSocketAddress.of(uri.getPath()));
                case "tcp" -> connects(new InetSocketAddress(uri.getHost(), uri.getPort()));
                case null, default -> false;
            };
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean connects(UnixDomainSocketAddress address) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(address);
        }
    }

    private static boolean connects(InetSocketAddress address) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            return true;
        }
    }
}
