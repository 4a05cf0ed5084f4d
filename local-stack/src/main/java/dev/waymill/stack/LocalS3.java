package dev.waymill.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An S3 server (S3Proxy) as its own process, with its buckets in a directory. For tests: it checks signatures,
/// listens on loopback only, and ends with its parent process. Thread-safe.
public final class LocalS3 implements AutoCloseable {
    private static final String ACCESS_KEY = "local";
    private static final String SECRET_KEY = "local-secret";

    private final Path directory;
    private final int port;
    private Process process;

    private LocalS3(Path directory) throws IOException {
        this.directory = PrivateDirectory.create(directory);
        port = new Settings(directory.resolve("s3.settings")).port("port");
        writeProperties();
        process = launch();
    }

    /// Starts a server on a directory and waits until it responds.
    public static LocalS3 start(Path directory) throws IOException {
        var s3 = new LocalS3(directory);
        s3.awaitReady();
        return s3;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Creates a bucket, and returns its directory, which has each object as a file.
    public Path createBucket(String name) throws IOException {
        return Files.createDirectories(data().resolve(name));
    }

    /// Returns the settings of a service that stores its files here.
    public Map<String, String> settings(String bucket) {
        return Map.of(
                "waymill.object-store.uri",
                "s3://" + bucket,
                "waymill.object-store.s3.endpoint",
                endpoint().toString(),
                "waymill.object-store.s3.access-key",
                ACCESS_KEY,
                "waymill.object-store.s3.secret-key",
                SECRET_KEY);
    }

    /// Returns the [#settings] as environment variables.
    public Map<String, String> environment(String bucket) {
        return settings(bucket).entrySet().stream()
                .collect(Collectors.toMap(
                        one -> one.getKey().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), Map.Entry::getValue));
    }

    /// Returns the server's process, for tests that stop it.
    public synchronized ProcessHandle process() {
        return process.toHandle();
    }

    /// Kills the process as `kill -9` does.
    public synchronized void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Restarts the server after [#kill], on the same port and data, and waits until it responds.
    public void restart() throws IOException {
        synchronized (this) {
            process = launch();
        }
        awaitReady();
    }

    @Override
    public synchronized void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private Process launch() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = libraries().resolve("*") + System.getProperty("path.separator") + ParentBound.classes();
        return new ProcessBuilder(List.of(
                        java,
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        classPath,
                        ParentBound.class.getName(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties().toString()))
                .redirectOutput(Logs.append(log()))
                .redirectErrorStream(true)
                .start();
    }

    private void awaitReady() {
        var wait = new StartWait("S3", log(), _ -> {});
        try {
            while (!Settings.isTaken(port)) {
                if (!process().isAlive()) {
                    throw new IllegalStateException(wait.exitMessage());
                }
                if (!wait.shouldContinue(StartWait.cpuSeconds(process()), "it is starting")) {
                    process().destroyForcibly();
                    throw new IllegalStateException(wait.timeoutMessage());
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process().destroyForcibly();
            throw new IllegalStateException("Interrupted while S3 was starting", e);
        }
    }

    private void writeProperties() throws IOException {
        var properties = new Properties();
        properties.putAll(Map.of(
                "s3proxy.endpoint",
                endpoint().toString(),
                "s3proxy.authorization",
                "aws-v2-or-v4",
                "s3proxy.identity",
                ACCESS_KEY,
                "s3proxy.credential",
                SECRET_KEY,
                "jclouds.provider",
                "filesystem",
                "jclouds.filesystem.basedir",
                Files.createDirectories(data()).toString()));
        try (var writer = Files.newBufferedWriter(properties())) {
            properties.store(writer, "written at each start; edits are lost");
        }
    }

    private Path properties() {
        return directory.resolve("s3proxy.properties");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("s3.log");
    }

    /// Returns the directory of the server's jars, which a module of its own copies.
    private static Path libraries() {
        var jars = Path.of(System.getProperty("waymill.home", ".."), "local-stack", "s3proxy", "target", "lib");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException("The S3 server's jars are not in " + jars
                    + "; run `./mvnw -pl local-stack/s3proxy generate-resources`");
        }
        return jars;
    }
}
