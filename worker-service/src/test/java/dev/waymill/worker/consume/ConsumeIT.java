package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.stack.test.TestStack;
import dev.waymill.worker.consume.ConsumingProcess.Counts;
import dev.waymill.worker.consume.ConsumingProcess.Effect;
import dev.waymill.worker.consume.offset.OffsetMetadata;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Engines in processes of their own on a real broker, which join, leave, and are killed.
class ConsumeIT {
    /// The sessions are long, so that no member is removed because the machine is slow.
    private static final Map<String, String> CLASSIC = Map.of(
            "partition.assignment.strategy",
            CooperativeStickyAssignor.class.getName(),
            "session.timeout.ms",
            "45000",
            "heartbeat.interval.ms",
            "1000");
    /// The session is short, so that a killed member is soon noticed.
    private static final Map<String, String> SHORT_SESSION = Map.of(
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
    void only_the_stuck_record_runs_again_after_a_kill() throws Exception {
        int above = 10_000;
        create(1);
        produce(1, ConsumingProcess.STUCK);
        produce(above, "quick");
        var first = start(true, SHORT_SESSION);
        await().until(() -> committedAsFinished(0).cardinality() == above);
        assertThat(offsetOf(0)).isZero();

        first.kill();
        var second = start(false, SHORT_SESSION);

        await().until(() -> offsetOf(0) == above + 1);
        assertThat(second.effects()).extracting(Effect::offset).containsExactly(0L);
    }

    @Test
    void two_hundred_thousand_records_survive_joins_leaves_and_kills() throws Exception {
        rebalance(200_000, SHORT_SESSION, true);
    }

    @Test
    void orderly_joins_and_leaves_run_no_record_twice() throws Exception {
        rebalance(60_000, CLASSIC, false);

        assertNoneRanTwice(60_000);
    }

    @Test
    void joins_and_leaves_under_the_new_group_protocol_run_no_record_twice() throws Exception {
        rebalance(60_000, NEW_PROTOCOL, false);

        assertNoneRanTwice(60_000);
    }

    /// A rebalance stays open until each member has joined it, and every commit is refused until then. Here a
    /// slow member keeps one open while another member consumes and leaves.
    @Test
    void a_member_that_leaves_during_a_rebalance_causes_no_repeats() throws Exception {
        create(12);
        produce(1_200, "quick");
        var leaving = start(false, CLASSIC);
        await().until(() -> committedSum() == 1_200);
        try (var lingering = new KafkaConsumer<>(
                Map.<String, Object>copyOf(consumerConfig(CLASSIC)),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            lingering.subscribe(List.of(topic));
            await().until(() -> {
                lingering.poll(Duration.ofMillis(100));
                return !lingering.assignment().isEmpty();
            });
            start(false, CLASSIC);
            int produced = produceUntilCommitsStop(1_200);

            var stopped = CompletableFuture.runAsync(leaving::stop);
            // Gives a faulty engine time to leave while the rebalance is still open.
            stopped.copy().completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
            while (!stopped.isDone()) {
                lingering.poll(Duration.ofMillis(100));
            }
            lingering.unsubscribe();
            await().until(() -> committedSum() == produced);
            assertNoneRanTwice(produced);
            // No member was removed from the group, even on a slow machine: sessions are long here.
            assertThat(effects()).hasSize(produced);
        }
    }

    /// @return how many records there are now; some of them ran a second ago and are not committed
    private int produceUntilCommitsStop(int before) {
        var produced = new AtomicInteger(before);
        var ranEarlier = new AtomicInteger();
        await().pollInterval(Duration.ofSeconds(1)).until(() -> {
            boolean stopped = committedSum() < ranEarlier.get();
            ranEarlier.set(effects().size());
            if (!stopped) {
                produce(1_200, "quick");
                produced.addAndGet(1_200);
            }
            return stopped;
        });
        return produced.get();
    }

    /// Only records that an engine could not reliably commit may run again, at most as many as the engines
    /// counted. That happens on an overloaded machine, if the response to a commit arrives too late.
    private void assertNoneRanTwice(int records) throws IOException {
        for (var process : processes) {
            process.stop();
        }
        var counts = new Counts(0, 0);
        for (var process : processes) {
            counts = counts.plus(process.counts().orElseThrow());
        }
        assertThat(effects().size()).isBetween(records, records + (int) counts.repeatable());
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
        await().until(() -> committedSum() == records);
        ledger.check();
    }

    private static void leave(ConsumingProcess process, boolean kill) {
        if (kill) {
            process.kill();
        } else {
            process.stop();
        }
    }

    /// Compares the records read so far with what was committed before they were read.
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
        var process = ConsumingProcess.start(directory, topic, hangs, consumerConfig(config));
        processes.add(process);
        return process;
    }

    private Map<String, String> consumerConfig(Map<String, String> config) {
        var all = new HashMap<>(config);
        all.put("bootstrap.servers", TestStack.get().bootstrapServers());
        all.put("group.id", topic);
        all.put("auto.offset.reset", "earliest");
        all.put("enable.auto.commit", "false");
        return all;
    }

    /// Returns when every partition is available: an idempotent producer that sends to one too early waits for
    /// minutes.
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

    /// The offsets that the commit lists as finished.
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
        await().pollInterval(Duration.ofMillis(300)).until(condition);
    }
}
