package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/// One Kafka broker, controller included, as a process of its own, with its data in a directory: alone, or one
/// node of a [LocalKafkaCluster]. It listens on loopback only and ends with its parent. Thread-safe.
public final class LocalKafka implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(15);

    private final Path directory;
    private final StartCache cache;
    private final String clusterId;
    private final int port;
    private final int controllerPort;
    private final boolean alone;
    private Process process;

    /// @param quorum id and controller's address of every node of a cluster; empty for a broker that is alone
    private LocalKafka(Path directory, String clusterId, Ports ports, int id, String quorum, StartCache cache)
            throws IOException {
        this.directory = PrivateDirectory.create(directory);
        this.clusterId = clusterId;
        this.cache = cache;
        port = ports.port();
        controllerPort = ports.controllerPort();
        alone = quorum.isEmpty();
        writeServerProperties(id, quorum);
        process = launch();
    }

    /// Where a broker listens, the same at each start where possible.
    record Ports(int port, int controllerPort) {
        static Ports of(Settings settings) throws IOException {
            return new Ports(settings.port("port"), settings.port("controller.port"));
        }
    }

    /// Starts a broker on that directory and returns when it answers.
    ///
    /// @throws IllegalStateException when it does not; the message ends with the last lines of its log
    public static LocalKafka start(Path directory) throws IOException {
        return start(directory, StartCache.USE, _ -> {});
    }

    static LocalKafka start(Path directory, StartCache cache, Consumer<String> tell) throws IOException {
        var settings = settings(PrivateDirectory.create(directory));
        var kafka = new LocalKafka(directory, clusterId(settings), Ports.of(settings), 1, "", cache);
        kafka.awaitReady(kafka.patience(tell));
        return kafka;
    }

    /// Launches a node of a cluster; it answers once a majority of them runs.
    static LocalKafka launch(Path directory, String clusterId, Ports ports, int id, String quorum) throws IOException {
        return new LocalKafka(directory, clusterId, ports, id, quorum, StartCache.USE);
    }

    static Settings settings(Path directory) throws IOException {
        return new Settings(directory.resolve("kafka.settings"));
    }

    static String clusterId(Settings settings) throws IOException {
        return settings.get("cluster.id", () -> Uuid.randomUuid().toString());
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /// The broker's process, for tests that stop or watch it.
    public synchronized ProcessHandle process() {
        return process.toHandle();
    }

    /// Kills the process as `kill -9` does.
    public synchronized void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts it again after [#kill], on the same port and data, and returns when it answers.
    public void restart() throws IOException {
        relaunch();
        awaitReady();
    }

    /// The same, without waiting for it.
    public synchronized void relaunch() throws IOException {
        process = launch();
    }

    /// Stops the broker in good order.
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
        if (alone) {
            command.add("--standalone");
        }
        return new ProcessBuilder(command)
                .redirectOutput(Logs.append(log()))
                .redirectErrorStream(true)
                .start();
    }

    /// Returns when it answers.
    void awaitReady() {
        awaitReady(patience(_ -> {}));
    }

    private StartWait patience(Consumer<String> tell) {
        return new StartWait("Kafka", log(), tell);
    }

    /// Holds no lock: whoever wants to end the broker meanwhile can.
    private void awaitReady(StartWait wait) {
        try {
            // The client warns of every port that is still closed, so it is not made before ours is open.
            while (!Settings.isTaken(port)) {
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
            throw new IllegalStateException(wait.died());
        }
        if (!wait.goesOn(StartWait.cpuSeconds(process()), waitsFor)) {
            process().destroyForcibly();
            throw new IllegalStateException(wait.gaveUp());
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

    /// Alone, every topic has one replica; in a cluster of three each node has one, and two must have what is
    /// acknowledged. Groups need not wait for more members.
    private void writeServerProperties(int id, String quorum) throws IOException {
        var replicas = alone ? "1" : "3";
        var inSync = alone ? "1" : "2";
        var properties = new Properties();
        if (alone) {
            properties.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        } else {
            properties.setProperty("controller.quorum.voters", quorum);
        }
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", Integer.toString(id),
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "log.dirs", data().toString(),
                "auto.create.topics.enable", "false",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", "16777216"));
        properties.setProperty("num.partitions", "12");
        properties.setProperty("default.replication.factor", replicas);
        properties.setProperty("min.insync.replicas", inSync);
        properties.putAll(Map.of(
                "offsets.topic.replication.factor",
                replicas,
                "offsets.topic.num.partitions",
                "12",
                "transaction.state.log.replication.factor",
                replicas,
                "transaction.state.log.min.isr",
                inSync,
                "transaction.state.log.num.partitions",
                "12",
                "share.coordinator.state.topic.replication.factor",
                replicas,
                "share.coordinator.state.topic.min.isr",
                inSync,
                "share.coordinator.state.topic.num.partitions",
                "1"));
        if (alone) {
            // After a crash the controller waits this long before it believes that the old broker is gone. A cluster
            // has Kafka's nine seconds, as in production.
            properties.setProperty("broker.session.timeout.ms", "2000");
            properties.setProperty("broker.heartbeat.interval.ms", "500");
        }
        try (var writer = Files.newBufferedWriter(serverProperties())) {
            properties.store(writer, "written at each start; edits are lost");
        }
    }

    /// Where the broker's start cache lies: beside its jars, for every broker alike.
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

    /// The broker's jars, which the build of this room copies beside its classes.
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
