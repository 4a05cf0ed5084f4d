package dev.waymill.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.Topics;
import dev.waymill.stack.LocalKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Brokers die by `kill -9`. No accepted job is lost and no living worker is considered dead, and while there is no
/// majority of brokers, jobs are still accepted.
@EnabledIfSystemProperty(named = "waymill.cluster", matches = "true", disabledReason = "Run ./waymill test --cluster")
class BrokerFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// A dead broker keeps its partitions for Kafka's session of nine seconds, and what was sent to it is given up
    /// after
    /// the producer's ten. Twice that, for a busy machine.
    private static final Duration LONGEST_GAP = Duration.ofSeconds(40);

    static Cluster cluster;
    static Admin admin;

    @BeforeAll
    static void start() {
        cluster = Cluster.get();
        admin = Admin.create(Map.of("bootstrap.servers", cluster.servers.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void each_broker_dies_in_turn_and_no_job_or_worker_is_lost() throws Exception {
        for (var broker : brokers()) {
            try (var load = Load.start(cluster.waymill)) {
                broker.kill();
                awaitPartitions(partition -> partition.isr().size() == 2);
                load.awaitProgress();
                broker.restart();
                awaitPartitions(partition -> partition.isr().size() == 3);

                var cost = load.stop("broker " + (brokers().indexOf(broker) + 1) + " of 3 dies and comes back");

                assertThat(cost.withoutStart()).isLessThan(LONGEST_GAP);
                assertThat(workersLost()).isEqualTo("0");
            }
        }
    }

    @Test
    void two_brokers_die_and_jobs_are_accepted_until_they_are_back() throws Exception {
        var two = brokers().subList(1, 3);
        try (var load = Load.start(cluster.waymill)) {
            two.forEach(LocalKafka::kill);
            load.awaitAccepted(100);
            for (var broker : two) {
                broker.relaunch();
            }
            awaitPartitions(partition -> partition.isr().size() == 3);

            load.stop("2 of 3 brokers are dead for 100 submissions");

            assertThat(workersLost()).isEqualTo("0");
        }
    }

    private static List<LocalKafka> brokers() {
        return cluster.servers.brokers().nodes();
    }

    private static String workersLost() {
        return cluster.waymill.scheduler("SELECT count(*) FROM attempt WHERE error_code = 'worker-lost'");
    }

    private static void awaitPartitions(Predicate<TopicPartitionInfo> state) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> admin.describeTopics(List.copyOf(Topics.all())).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(state));
    }
}
