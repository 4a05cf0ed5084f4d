package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/// One Kafka broker, which is also a controller, as its own process with its data in a directory: standalone,
/// or one node of a [LocalKafkaCluster]. It listens on loopback only and ends with its parent process.
/// Thread-safe.
public final class LocalKafka implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(15);

    private final Path directory;
    private final StartCache cache;
    private final String clusterId;
    private final Ports ports;
    private final Quorum quorum;
    private Process process;

    private LocalKafka(Path directory, String clusterId, Ports ports, int id, Quorum quorum, StartCache cache)
            throws IOException {
        this.directory = PrivateDirectory.create(directory);
        this.clusterId = clusterId;
        this.cache = cache;
        this.ports = ports;
        this.quorum = quorum;
        writeServerProperties(id);
        process = launch();
    }

    /// The controllers that a broker belongs to.
    ///
    /// @param addresses of the controllers, separated by commas
    /// @param format how the first start records them, as options of Kafka's storage tool
    record Quorum(String addresses, List<String> format) {
        static Quorum of(Ports single) {
            return new Quorum("127.0.0.1:" + single.controllerPort(), List.of("--standalone"));
        }

        boolean isSingle() {
            return format.equals(List.of("--standalone"));
        }
    }

    /// The broker's ports, reused at each start if possible.
    record Ports(int port, int controllerPort) {
        static Ports of(Settings settings) throws IOException {
            return new Ports(settings.port("port"), settings.port("controller.port"));
        }
    }

    /// Starts a broker on a directory and waits until it responds.
    ///
    /// @throws IllegalStateException if it does not; the message ends with the last lines of its log
    public static LocalKafka start(Path directory) throws IOException {
        return start(directory, StartCache.USE, _ -> {});
    }

    static LocalKafka start(Path directory, StartCache cache, Consumer<String> report) throws IOException {
        var settings = settings(PrivateDirectory.create(directory));
        var ports = Ports.of(settings);
        var kafka = new LocalKafka(directory, clusterId(settings), ports, 1, Quorum.of(ports), cache);
        kafka.awaitReady(kafka.patience(report));
        return kafka;
    }

    /// Launches a node of a cluster. It responds when a majority of the nodes run.
    static LocalKafka launch(Path directory, String clusterId, Ports ports, int id, Quorum quorum) throws IOException {
        return new LocalKafka(directory, clusterId, ports, id, quorum, StartCache.USE);
    }

    static Settings settings(Path directory) throws IOException {
        return new Settings(directory.resolve("kafka.settings"));
    }

    static String clusterId(Settings settings) throws IOException {
        return settings.get("cluster.id", () -> Uuid.randomUuid().toString());
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports.port();
    }

    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /// Returns the broker's process, for tests that stop or watch it.
    public synchronized ProcessHandle process() {
        return process.toHandle();
    }

    /// Kills the process as `kill -9` does.
    public synchronized void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Restarts the broker after [#kill], on the same port and data, and waits until it responds.
    public void restart() throws IOException {
        relaunch();
        awaitReady();
    }

    /// Restarts the broker without waiting until it responds.
    public synchronized void relaunch() throws IOException {
        process = launch();
    }

    /// Stops the broker gracefully, and kills it after a timeout.
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
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(cache.options(startCache()));
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"));
        command.addAll(List.of(
                "-cp",
                libraries().resolve("*") + System.getProperty("path.separator") + ParentBound.classes(),
                BrokerMain.class.getName()));
        command.addAll(List.of(serverProperties().toString(), clusterId, data().toString()));
        command.addAll(quorum.format());
        return new ProcessBuilder(command)
                .redirectOutput(Logs.append(log()))
                .redirectErrorStream(true)
                .start();
    }

    /// Waits until the broker responds.
    void awaitReady() {
        awaitReady(patience(_ -> {}));
    }

    private StartWait patience(Consumer<String> report) {
        return new StartWait("Kafka", log(), report);
    }

    /// Holds no lock while waiting, so that another thread can stop the broker.
    private void awaitReady(StartWait wait) {
        try {
            // The client logs a warning for every closed port, so it is created only when the port is open.
            while (!Settings.isTaken(ports.port())) {
                requireProgress(wait, "it is starting");
                Thread.sleep(50);
            }
            awaitAnswer(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process().destroyForcibly();
            throw new IllegalStateException("Interrupted while Kafka was starting", e);
        }
    }

    private void requireProgress(StartWait wait, String waitsFor) {
        if (!isAlive()) {
            throw new IllegalStateException(wait.exitMessage());
        }
        if (!wait.shouldContinue(StartWait.cpuSeconds(process()), waitsFor)) {
            process().destroyForcibly();
            throw new IllegalStateException(wait.timeoutMessage());
        }
    }

    private void awaitAnswer(StartWait wait) throws InterruptedException {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        try (var admin = Admin.create(config)) {
            while (!answers(admin)) {
                requireProgress(wait, "its port is open, but it does not respond yet");
                Thread.sleep(50);
            }
        }
    }

    private static boolean answers(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void writeServerProperties(int id) throws IOException {
        try (var writer = Files.newBufferedWriter(serverProperties())) {
            BrokerProperties.of(id, ports, quorum, data()).store(writer, "written at each start; edits are lost");
        }
    }

    /// Returns the path of the broker's AOT cache: next to its jars, shared by all brokers.
    public static Path startCache() {
        return libraries().resolveSibling("kafka.aot");
    }

    private Path serverProperties() {
        return directory.resolve("server.properties");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("kafka.log");
    }

    /// Returns the directory of the broker's jars, which this module's build copies next to its classes.
    private static Path libraries() {
        var home = System.getProperty("waymill.home");
        var elsewhere = System.getProperty("waymill.kafka.libs");
        var candidates = new ArrayList<Path>();
        if (elsewhere != null) {
            candidates.add(Path.of(elsewhere));
        }
        candidates.add(ParentBound.classes().resolveSibling("kafka"));
        if (home != null) {
            candidates.add(Path.of(home, "local-stack", "target", "kafka"));
        }
        return candidates.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The broker's jars were not found in " + candidates
                        + "; run `./mvnw -pl local-stack process-resources`"));
    }
}
