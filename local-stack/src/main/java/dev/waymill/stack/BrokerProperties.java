package dev.waymill.stack;

import dev.waymill.stack.LocalKafka.Ports;
import dev.waymill.stack.LocalKafka.Quorum;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/// The configuration of a broker. A standalone broker has one replica of every topic. In a cluster each of the three
/// nodes has a replica, and an acknowledged write is on at least two.
final class BrokerProperties {
    private BrokerProperties() {}

    static Properties of(int id, Ports ports, Quorum quorum, Path data) {
        var properties = new Properties();
        properties.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(id),
                "controller.quorum.bootstrap.servers",
                quorum.addresses(),
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.port() + ",CONTROLLER://127.0.0.1:" + ports.controllerPort(),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + ports.port(),
                "log.dirs",
                data.toString(),
                "auto.create.topics.enable",
                "false",
                "group.initial.rebalance.delay.ms",
                "0",
                "log.cleaner.dedupe.buffer.size",
                "16777216"));
        properties.putAll(replication(quorum.isSingle() ? "1" : "3", quorum.isSingle() ? "1" : "2"));
        if (quorum.isSingle()) {
            // After a crash, the controller waits this long before it fences the old broker. A cluster keeps Kafka's
            // default of nine seconds, as in production.
            properties.setProperty("broker.session.timeout.ms", "2000");
            properties.setProperty("broker.heartbeat.interval.ms", "500");
        }
        return properties;
    }

    /// The minimum of replicas in sync must be set before the first start: afterwards it is the cluster's, and a
    /// broker's file does not change it.
    private static Map<String, String> replication(String replicas, String inSync) {
        return Map.ofEntries(
                Map.entry("num.partitions", "12"),
                Map.entry("default.replication.factor", replicas),
                Map.entry("min.insync.replicas", inSync),
                Map.entry("offsets.topic.replication.factor", replicas),
                Map.entry("offsets.topic.num.partitions", "12"),
                Map.entry("transaction.state.log.replication.factor", replicas),
                Map.entry("transaction.state.log.min.isr", inSync),
                Map.entry("transaction.state.log.num.partitions", "12"),
                Map.entry("share.coordinator.state.topic.replication.factor", replicas),
                Map.entry("share.coordinator.state.topic.min.isr", inSync),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"));
    }
}
