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

/// One service as its own process. It ends when this process ends, even after `kill -9`. Thread-safe.
public final class ServiceProcess implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);

    private final String name;
    private final Path log;
    private final int port;
    private final int managementPort;
    private final StartCache cache;
    private final List<String> jvmOptions;
    private final Map<String, String> environment;
    private Process process;

    /// The ports of a service.
    ///
    /// @param management the port of the actuator
    record Ports(int main, int management) {}

    /// @param name of the service's module and jar
    /// @param jvmOptions for the service's JVM, e.g. the heap size
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
        this.jvmOptions = jvmOptions;
        process = launch();
    }

    public String name() {
        return name;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Returns the actuator's URL. All of it but health requires the services' secret.
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

    /// Restarts the process after it ended, on the same port, with the jar that is there now.
    public synchronized void restart() throws IOException {
        process = launch();
    }

    /// Waits until the service is ready.
    ///
    /// @throws IOException if the process dies or makes no progress; the message ends with the last lines of
    ///     its log
    public void awaitReady() throws IOException {
        awaitReady(_ -> {});
    }

    /// @param messages receives a line from time to time during a long start, saying what it waits for
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
            throw new IOException(wait.exitMessage());
        }
        // A service that responds uses CPU time for each health check, so only a changed response counts as progress.
        var progress = missing.equals(Readiness.NO_ANSWER) ? StartWait.cpuSeconds(handle()) : missing;
        if (!wait.shouldContinue(progress, missing)) {
            throw new IOException(wait.timeoutMessage());
        }
    }

    /// Stops the service gracefully: it may finish work in progress. Kills it after a timeout.
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
        var builder = new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(Logs.append(log));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> command() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(cache.options(Home.startCache(name)));
        var jar = Home.jar(name);
        command.addAll(List.of("-cp", jar + System.getProperty("path.separator") + ParentBound.classes()));
        command.addAll(List.of(ParentBound.class.getName(), mainClass(jar)));
        return command;
    }

    private static String mainClass(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
    }
}
