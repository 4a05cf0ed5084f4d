package dev.waymill.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.function.Supplier;

/// Settings that a local server needs again at its next start: ports and passwords, in a file that only its
/// owner can read.
public final class Settings {
    private final Path file;
    private final Properties values = new Properties();

    public Settings(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                values.load(reader);
            }
        }
    }

    public String get(String key, Supplier<String> first) throws IOException {
        if (!values.containsKey(key)) {
            put(key, first.get());
        }
        return values.getProperty(key);
    }

    /// Returns the port with this name: the same as at the last start if it is free, else another one.
    public int port(String key) throws IOException {
        int last = Integer.parseInt(values.getProperty(key, "0"));
        int port = last != 0 && isFree(last) ? last : freePort();
        put(key, Integer.toString(port));
        return port;
    }

    private void put(String key, String value) throws IOException {
        if (value.equals(values.setProperty(key, value))) {
            return;
        }
        var partial = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var writer = Files.newBufferedWriter(partial)) {
            values.store(writer, null);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Whether a process listens on the port on this machine.
    static boolean isTaken(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
