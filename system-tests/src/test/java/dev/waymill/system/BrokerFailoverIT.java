package dev.waymill.system;

import static dev.waymill.system.Waymill.awaitEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceStack;
import dev.waymill.events.Topics;
import dev.waymill.stack.LocalKafkaCluster;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills each of three brokers in turn while jobs are submitted and run. Guarantee: no job is lost and no
/// worker is considered dead (invariants 1 and 13). The jobs have one attempt, so they would fail otherwise.
class BrokerFailoverIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// Longer than a broker's session timeout. Leaders move; records read from other partitions must not count
    /// as silence.
    private static final Duration AWAY = Duration.ofSeconds(12);

    private static final String QUICK = "{\"type\": \"noop\", \"maxAttempts\": 1}";
    private static final String SLOW = """
            {"type": "simulation", "payload": {"steps": [{"action": "sleep", "millis": 3000}]}, "maxAttempts": 1}
            """;

    @TempDir
    Path directory;

    @Test
    void each_broker_dies_in_turn_without_losing_a_job_or_a_worker() throws Exception {
        try (var cluster = LocalKafkaCluster.start(directory.resolve("cluster"));
                var waymill = Waymill.start(
                        directory.resolve("waymill"),
                        ServiceStack.Options.defaults()
                                .with(Map.of("SPRING_KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers())));
                var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            var owner = waymill.owner();
            var jobs = new ConcurrentLinkedQueue<String>();
            var stopped = new AtomicBoolean();
            var load = Thread.ofVirtual().start(() -> submitUntil(stopped, owner, jobs));
            for (var node : cluster.nodes()) {
                node.kill();
                Thread.sleep(AWAY);
                node.restart();
                await().atMost(PATIENCE).until(() -> allInSync(admin));
            }
            stopped.set(true);
            load.join();

            assertThat(jobs).hasSizeGreaterThan(50);
            for (var job : jobs) {
                assertThat(awaitEnd(owner, job).path("state").asString())
                        .as(job)
                        .isEqualTo("succeeded");
            }
            assertThat(waymill.scheduler("SELECT count(*) FROM attempt WHERE error_code = 'worker-lost'"))
                    .isEqualTo("0");
        }
    }

    private static void submitUntil(AtomicBoolean stopped, Owner owner, ConcurrentLinkedQueue<String> jobs) {
        try {
            for (int i = 0; !stopped.get(); i++) {
                jobs.add(owner.api()
                        .post("/jobs", i % 5 == 0 ? SLOW : QUICK)
                        .path("id")
                        .asString());
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean allInSync(Admin admin) throws Exception {
        var topics = admin.describeTopics(List.copyOf(Topics.all()))
                .allTopicNames()
                .get()
                .values();
        return topics.stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size());
    }
}
