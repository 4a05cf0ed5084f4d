package dev.waymill.stack;

import dev.waymill.stack.LocalKafka.Ports;
import dev.waymill.stack.LocalKafka.Quorum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/// Three Kafka brokers on this machine, each also a controller, with three replicas of everything. One of them
/// may die at any time without loss of acknowledged records. For tests of such failures.
public final class LocalKafkaCluster implements AutoCloseable {
    private static final int NODES = 3;

    private final List<LocalKafka> nodes;

    private LocalKafkaCluster(List<LocalKafka> nodes) {
        this.nodes = nodes;
    }

    /// Starts the brokers in a directory and waits until each responds.
    public static LocalKafkaCluster start(Path directory) throws IOException {
        var clusterId = LocalKafka.clusterId(LocalKafka.settings(Files.createDirectories(directory)));
        var ports = new ArrayList<Ports>();
        var voters = new ArrayList<String>();
        for (int i = 0; i < NODES; i++) {
            var settings = LocalKafka.settings(Files.createDirectories(node(directory, i)));
            ports.add(Ports.of(settings));
            var storage = settings.get("directory.id", () -> Uuid.randomUuid().toString());
            voters.add("%d@127.0.0.1:%d:%s".formatted(i + 1, ports.getLast().controllerPort(), storage));
        }
        var addresses =
                ports.stream().map(one -> "127.0.0.1:" + one.controllerPort()).collect(Collectors.joining(","));
        var quorum = new Quorum(addresses, List.of("--initial-controllers", String.join(",", voters)));
        var nodes = new ArrayList<LocalKafka>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(LocalKafka.launch(node(directory, i), clusterId, ports.get(i), i + 1, quorum));
        }
        nodes.forEach(LocalKafka::awaitReady);
        return new LocalKafkaCluster(List.copyOf(nodes));
    }

    public List<LocalKafka> nodes() {
        return nodes;
    }

    /// Returns the addresses of all brokers, so that a client finds the others when one is down.
    public String bootstrapServers() {
        return nodes.stream().map(LocalKafka::bootstrapServers).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        // Kills the brokers, because the last one to stop gracefully could not hand over its partitions and would
        // wait.
        nodes.forEach(LocalKafka::kill);
    }

    private static Path node(Path directory, int number) {
        return directory.resolve("node-" + (number + 1));
    }
}
