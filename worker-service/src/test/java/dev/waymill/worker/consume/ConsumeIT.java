package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.stack.test.TestStack;
import dev.waymill.worker.consume.ConsumingProcess.Effect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Engines in processes of their own on a real broker, which join, leave, and are killed.
class ConsumeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> CLASSIC = Map.of(
            "partition.assignment.strategy",
            CooperativeStickyAssignor.class.getName(),
            "session.timeout.ms",
            "6000",
            "heartbeat.interval.ms",
            "1000");
    private static final Map<String, String> NEW_PROTOCOL = Map.of("group.protocol", "consumer");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Admin admin =
            Admin.create(Map.of("bootstrap.servers", TestStack.get().bootstrapServers()));
    private final List<ConsumingProcess> processes = new ArrayList<>();
    private String topic = "";

    @BeforeEach
    void nameTopic(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void killAll() {
        processes.forEach(ConsumingProcess::kill);
        admin.close();
    }

    @Test
    void after_a_kill_only_the_stuck_record_runs_and_none_of_the_ten_thousand_above_it() throws Exception {
        int above = 10_000;
        create(1);
        produce(1, ConsumingProcess.STUCK);
        produce(above, "quick");
        var first = start(true, CLASSIC);
        await().atMost(PATIENCE).until(() -> committedAsFinished(0).cardinality() == above);
        assertThat(offsetOf(0)).isZero();

        first.kill();
        var second = start(false, CLASSIC);

        await().atMost(PATIENCE).until(() -> offsetOf(0) == above + 1);
        assertThat(second.effects()).extracting(Effect::offset).containsExactly(0L);
    }

    @Test
    void two_hundred_thousand_records_survive_joins_leaves_and_kills() throws Exception {
        rebalance(200_000, CLASSIC, true);
    }

    @Test
    void joins_and_leaves_in_good_order_run_no_record_twice() throws Exception {
        rebalance(60_000, CLASSIC, false);

        assertThat(effects()).hasSize(60_000);
    }

    @Test
    void joins_and_leaves_under_the_new_group_protocol_run_no_record_twice() throws Exception {
        rebalance(60_000, NEW_PROTOCOL, false);

        assertThat(effects()).hasSize(60_000);
    }

    private void rebalance(int records, Map<String, String> config, boolean kills) throws Exception {
        create(12);
        var ledger = new Ledger();
        var a = start(false, config);
        start(false, config);
        for (int fifth = 1; fifth <= 5; fifth++) {
            produce(records / 5, "quick");
            int due = records / 5 * fifth - records / 20;
            until(() -> ledger.check() >= due);
            switch (fifth) {
                case 1 -> start(false, config);
                case 2 -> leave(a, kills);
                case 3 -> start(false, config);
                case 4 -> leave(processes.get(1), false);
                default -> {}
            }
        }
        until(() -> ledger.check() == records);
        await().atMost(PATIENCE).until(() -> committedSum() == records);
        ledger.check();
    }

    private static void leave(ConsumingProcess process, boolean kill) {
        if (kill) {
            process.kill();
        } else {
            process.stop();
        }
    }

    /// What was read so far, record by record, against what was committed before it was read.
    private final class Ledger {
        private final Map<Integer, BitSet> knownFinished = new HashMap<>();
        private final Map<Integer, Long> knownMillis = new HashMap<>();

        /// @return how many different records have run
        int check() throws Exception {
            var finished = new HashMap<Integer, BitSet>();
            committed().forEach((partition, offset) -> finished.put(partition.partition(), finished(offset)));
            var effects = effects();
            var seen = new HashMap<Integer, BitSet>();
            for (var effect : effects) {
                seen.computeIfAbsent(effect.partition(), _ -> new BitSet()).set((int) effect.offset());
                var known = knownFinished.getOrDefault(effect.partition(), new BitSet());
                if (known.get((int) effect.offset())) {
                    assertThat(effect.beganMillis())
                            .as("%s was committed as finished and ran again", effect)
                            .isLessThanOrEqualTo(knownMillis.getOrDefault(effect.partition(), 0L));
                }
            }
            finished.forEach((partition, offsets) -> {
                var missing = (BitSet) offsets.clone();
                missing.andNot(seen.getOrDefault(partition, new BitSet()));
                assertThat(missing.isEmpty())
                        .as("partition %s passed %s", partition, missing)
                        .isTrue();
                knownFinished.put(partition, offsets);
                knownMillis.put(partition, System.currentTimeMillis());
            });
            return seen.values().stream().mapToInt(BitSet::cardinality).sum();
        }
    }

    private List<Effect> effects() throws IOException {
        var all = new ArrayList<Effect>();
        for (var process : processes) {
            all.addAll(process.effects());
        }
        return all;
    }

    private ConsumingProcess start(boolean hangs, Map<String, String> config) throws IOException {
        var all = new HashMap<>(config);
        all.put("bootstrap.servers", TestStack.get().bootstrapServers());
        all.put("group.id", topic);
        all.put("auto.offset.reset", "earliest");
        all.put("enable.auto.commit", "false");
        var process = ConsumingProcess.start(directory, topic, hangs, all);
        processes.add(process);
        return process;
    }

    /// Returns when every partition answers: an idempotent producer that meets one too early waits for minutes.
    private void create(int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
        var latest = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(this::partition, _ -> OffsetSpec.latest()));
        admin.listOffsets(latest).all().get();
    }

    private void produce(int records, String value) throws ExecutionException, InterruptedException {
        Map<String, Object> config = Map.of("bootstrap.servers", TestStack.get().bootstrapServers(), "linger.ms", 20);
        var sent = new ArrayList<Future<?>>();
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(topic, "key-" + i, value.getBytes(StandardCharsets.US_ASCII))));
            }
        }
        for (var each : sent) {
            each.get();
        }
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(topic)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private long offsetOf(int partition) throws ExecutionException, InterruptedException {
        var offset = committed().get(partition(partition));
        return offset == null ? -1 : offset.offset();
    }

    private long committedSum() throws ExecutionException, InterruptedException {
        return committed().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private BitSet committedAsFinished(int partition) throws ExecutionException, InterruptedException {
        var offset = committed().get(partition(partition));
        return offset == null ? new BitSet() : finished(offset);
    }

    /// What that commit says is finished.
    private static BitSet finished(OffsetAndMetadata committed) {
        var beyond =
                OffsetMetadata.decode(committed.metadata(), committed.offset()).orElseThrow();
        var finished = new BitSet();
        finished.set(0, (int) beyond.horizon());
        for (long each : beyond.unfinished()) {
            finished.clear((int) each);
        }
        return finished;
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(condition);
    }
}
