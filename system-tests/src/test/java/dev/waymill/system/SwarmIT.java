package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.cli.up.Trio;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.Topics;
import dev.waymill.stack.Database;
import dev.waymill.system.Waymill.Owner;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three schedulers and three workers at the same work, some of which die in the middle of it (invariants 1, 2 and 6).
class SwarmIT {
    private static final int JOBS = 20_000;
    private static final int LINES = 5_000;
    private static final long SEED = System.nanoTime();

    @TempDir
    static Path directory;

    static Waymill waymill;
    static final List<ServiceProcess> schedulers = new ArrayList<>();
    static final List<ServiceProcess> workers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        var options = Trio.Options.defaults()
                .withHeap("160m")
                .with(Map.of("WAYMILL_CONSUME_CONCURRENCY", "32", "WAYMILL_CONSUME_THREADS", "virtual"));
        waymill = Waymill.start(directory, options);
        schedulers.add(waymill.trio.scheduler());
        workers.add(waymill.trio.worker());
        for (int i = 2; i <= 3; i++) {
            schedulers.add(waymill.trio.another("scheduler-service", "scheduler-" + i));
            workers.add(waymill.trio.another("worker-service", "worker-" + i));
        }
        for (int i = 1; i <= 2; i++) {
            schedulers.get(i).awaitReady();
            workers.get(i).awaitReady();
        }
    }

    @AfterAll
    static void stop() {
        workers.forEach(ServiceProcess::close);
        schedulers.forEach(ServiceProcess::close);
        waymill.close();
    }

    @Test
    void every_job_succeeds_once_and_no_task_has_two_leases_whoever_dies() throws Exception {
        var random = new Random(SEED);
        var owner = waymill.owner();
        submit(owner);

        for (var victim : List.of(schedulers.get(1), workers.get(2), schedulers.get(0))) {
            Thread.sleep(random.nextInt(500, 2_500));
            victim.kill();
            Thread.sleep(random.nextInt(2_000));
            victim.restart();
        }

        await("seed " + SEED)
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> scheduler(
                                "SELECT count(*) FROM job WHERE state = 'succeeded' AND owner = '" + owner.name() + "'")
                        .equals(List.of(Integer.toString(JOBS))));
        assertThat(scheduler("SELECT count(*) FROM finished WHERE state = 'SUCCEEDED'"))
                .as("each task has ended once, seed " + SEED)
                .containsExactly(Integer.toString(JOBS));
        assertThat(scheduler("SELECT count(*) FROM lease")).containsExactly("0");
        assertThat(endsOf(owner))
                .as("seed " + SEED)
                .hasSize(JOBS)
                .allSatisfy((_, ends) -> assertThat(ends).hasSize(1));
        assertNoTwoLeases();
    }

    private static void submit(Owner owner) {
        var lines = "{\"type\": \"noop\"}\n".repeat(LINES);
        for (int from = 0; from < JOBS; from += LINES) {
            assertThat(owner.api()
                            .postLines("/jobs/bulk", lines)
                            .path("accepted")
                            .asInt())
                    .isEqualTo(LINES);
        }
    }

    /// Under which versions each job of the owner was told to be over. Every scheduler tells changes, so that the same
    /// version may come more than once; an end that counted twice would have two.
    private static Map<UUID, Set<Long>> endsOf(Owner owner) throws Exception {
        var ends = new HashMap<UUID, Set<Long>>();
        var settings = Map.<String, Object>of(
                "bootstrap.servers", waymill.trio.stack().kafka().bootstrapServers(), "group.id", "swarm");
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> scheduler("SELECT count(*) FROM job_change").equals(List.of("0")));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topics.JOB_CHANGED).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var until = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < until.getOrDefault(one, 0L))) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    if (EventCodec.read(record) instanceof JobChanged changed
                            && changed.owner().equals(owner.name())
                            && changed.state().isFinal()) {
                        ends.computeIfAbsent(changed.jobId(), _ -> new HashSet<>())
                                .add(changed.version());
                    }
                }
            }
        }
        return ends;
    }

    private record Try(UUID task, int attempt) {}

    /// Whenever a worker has begun an attempt after an earlier one, the earlier one's lease was gone. Both times are
    /// the one PostgreSQL server's: the scheduler wrote down when it took the lease back, the worker when it began.
    private static void assertNoTwoLeases() throws Exception {
        var takenBack = times("waymill_scheduler", "SELECT task_id, attempt, ended_at FROM attempt");
        var begun = times("waymill_worker", "SELECT task_id, attempt, started_at FROM execution WHERE attempt > 1");
        System.err.printf("%d attempts were taken back, %d were later ones%n", takenBack.size(), begun.size());
        begun.forEach((later, at) -> {
            var earlier = takenBack.get(new Try(later.task(), later.attempt() - 1));
            if (earlier != null) {
                assertThat(at).as("%s, seed %d", later, SEED).isAfterOrEqualTo(earlier);
            }
        });
    }

    private static Map<Try, Instant> times(String database, String sql) throws SQLException {
        var times = new HashMap<Try, Instant>();
        try (var connection = database(database).connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                times.put(
                        new Try(rows.getObject(1, UUID.class), rows.getInt(2)),
                        rows.getObject(3, OffsetDateTime.class).toInstant());
            }
        }
        return times;
    }

    private static List<String> scheduler(String sql) throws SQLException {
        try (var connection = database("waymill_scheduler").connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static Database database(String name) {
        return waymill.trio.stack().postgres().database(name);
    }
}
