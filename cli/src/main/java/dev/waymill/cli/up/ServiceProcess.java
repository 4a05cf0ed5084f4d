package dev.waymill.cli.up;

import dev.waymill.stack.ParentBound;
import dev.waymill.stack.PrivateDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One service as a process of its own, which ends with ours however we end. Thread-safe.
public final class ServiceProcess implements AutoCloseable {
    /// Long, for a machine that does other things, too: a service that dies is noticed at once.
    private static final Duration READY = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final String name;
    private final Path log;
    private final int port;
    private final int managementPort;
    private final List<String> command;
    private final Map<String, String> environment;
    private Process process;

    /// The ports of a service.
    ///
    /// @param management where its actuator is
    record Ports(int main, int management) {}

    /// @param name of the service's room and jar
    /// @param jvmOptions for its JVM, the heap above all
    ServiceProcess(String name, Path log, Ports ports, List<String> jvmOptions, Map<String, String> environment)
            throws IOException {
        this.name = name;
        this.log = log;
        this.port = ports.main();
        this.managementPort = ports.management();
        this.environment = environment;
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", stackClasses() + System.getProperty("path.separator") + Home.jar(name)));
        command.addAll(List.of(ParentBound.class.getName(), "org.springframework.boot.loader.launch.JarLauncher"));
        process = launch();
    }

    public String name() {
        return name;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Where its actuator is; all but health takes the services' secret.
    public URI managementUrl() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    public synchronized ProcessHandle handle() {
        return process.toHandle();
    }

    /// Kills the process as `kill -9` does.
    public synchronized void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts it again after it has died, on the same port.
    public synchronized void restart() throws IOException {
        process = launch();
    }

    /// Returns when the service says that it is ready.
    ///
    /// @throws IOException when it dies or takes too long; the message says where its log lies
    public void awaitReady() throws IOException {
        var request = HttpRequest.newBuilder(url().resolve("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + READY.toNanos();
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (System.nanoTime() < deadline && isAlive()) {
                if (answers(http, request)) {
                    return;
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException(name + " did not become ready; its log is " + log);
    }

    /// Stops it in good order: what it has begun it may finish.
    @Override
    public synchronized void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private Process launch() throws IOException {
        PrivateDirectory.create(log.toAbsolutePath().getParent());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /// Where the class lies that binds the process to ours.
    private static Path stackClasses() {
        try {
            return Path.of(ParentBound.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Our own classes lie at no file", e);
        }
    }
}
