package dev.waymill.cli.up;

import dev.waymill.stack.Logs;
import dev.waymill.stack.ParentBound;
import dev.waymill.stack.PrivateDirectory;
import dev.waymill.stack.StartCache;
import dev.waymill.stack.StartWait;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/// One service as a process of its own, which ends with ours however we end. Thread-safe.
public final class ServiceProcess implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);

    private final String name;
    private final Path log;
    private final int port;
    private final int managementPort;
    private final StartCache cache;
    private final List<String> command;
    private final Map<String, String> environment;
    private Process process;

    /// The ports of a service.
    ///
    /// @param management where its actuator is
    record Ports(int main, int management) {}

    /// @param name of the service's room and jar
    /// @param jvmOptions for its JVM, the heap above all
    ServiceProcess(
            String name,
            Path log,
            Ports ports,
            List<String> jvmOptions,
            StartCache cache,
            Map<String, String> environment)
            throws IOException {
        this.name = name;
        this.log = log;
        this.port = ports.main();
        this.managementPort = ports.management();
        this.cache = cache;
        this.environment = environment;
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(cache.options(Home.startCache(name)));
        var jar = Home.jar(name);
        command.addAll(List.of("-cp", jar + System.getProperty("path.separator") + ParentBound.classes()));
        command.addAll(List.of(ParentBound.class.getName(), mainClass(jar)));
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
    /// @throws IOException when it dies or gets no further; the message ends with the last lines of its log
    public void awaitReady() throws IOException {
        awaitReady(_ -> {});
    }

    /// @param tell is given a line now and then while that takes long: what it waits for
    void awaitReady(Consumer<String> messages) throws IOException {
        var wait = new StartWait(name, log, messages);
        try (var readiness = new Readiness(url())) {
            while (true) {
                var missing = readiness.missing();
                if (missing.isEmpty()) {
                    return;
                }
                requireProgress(wait, missing);
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + name + " was starting", e);
        }
    }

    private void requireProgress(StartWait wait, String missing) throws IOException {
        if (!isAlive()) {
            throw new IOException(wait.died());
        }
        // One that answers works for each of our questions; only what it answers counts then.
        var progress = missing.equals(Readiness.NO_ANSWER) ? StartWait.cpuSeconds(handle()) : missing;
        if (!wait.goesOn(progress, missing)) {
            throw new IOException(wait.gaveUp());
        }
    }

    /// Stops it in good order: what it has begun it may finish.
    @Override
    public synchronized void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.plus(cache.timeToWrite()).toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private Process launch() throws IOException {
        PrivateDirectory.create(Objects.requireNonNull(log.toAbsolutePath().getParent()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Logs.append(log));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String mainClass(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
    }
}
