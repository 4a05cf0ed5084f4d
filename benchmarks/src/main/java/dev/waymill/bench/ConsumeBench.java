package dev.waymill.bench;

import dev.waymill.stack.LocalKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `bench consume`. Our engine, Confluent Parallel Consumer and a bare poll loop read the same 12 partitions in
/// turn, each in a fresh process. The first part of each run is the warm-up and is not counted. A record is
/// done when its handler has finished.
final class ConsumeBench {
    private static final int PARTITIONS = 12;
    private static final int KEYS = 10_000;
    /// With a hot key, one record in this many has it.
    private static final int HOT_SHARE = 100;
    private static final int WAITING = 1_000;
    private static final int COMPUTING = 16;
    /// Parallel Consumer gets fewer records, because it would take minutes; rates are compared.
    private static final int PEER_SHARE = 5;

    private final int records;
    private final int runs;
    private final long soak;

    ConsumeBench(int records, int runs, long soak) {
        this.records = records;
        this.runs = runs;
        this.soak = soak;
    }

    String run() throws Exception {
        var directory = Files.createTempDirectory("waymill-bench");
        try (var kafka = LocalKafka.start(directory.resolve("kafka"))) {
            var bootstrap = kafka.bootstrapServers();
            log("producing %,d records of 100 bytes", records + records / 4);
            produce(bootstrap, "even", records, 100, i -> "key-" + i % KEYS);
            produce(bootstrap, "skewed", records / 4, 100, i -> i % HOT_SHARE == 0 ? "hot" : "key-" + i % KEYS);
            var json = header();
            noop(bootstrap, json);
            waits(bootstrap, json);
            skewed(bootstrap, json);
            if (soak > 0) {
                soak(bootstrap, json);
            }
            return json.toString();
        } finally {
            delete(directory);
        }
    }

    private void noop(String bootstrap, ObjectNode json) throws IOException, InterruptedException {
        var none = new Load("even", "none", COMPUTING, 0, records, false);
        var key = new Load("even", "key", COMPUTING, 0, records, false);
        double loop = median("no-op, bare poll loop", () -> ours("loop", bootstrap, none));
        var unordered = compare("no-op, unordered", bootstrap, none);
        var byKey = compare("no-op, by key", bootstrap, key);
        json.putObject("noopRecordsPerSecond")
                .put("pollLoop", Math.round(loop))
                .put("unordered", Math.round(unordered.ours()))
                .put("unorderedParallelConsumer", Math.round(unordered.peer()))
                .put("key", Math.round(byKey.ours()))
                .put("keyParallelConsumer", Math.round(byKey.peer()));
        json.put("ratioUnordered", rounded(unordered.ratio()));
        json.put("ratioKey", rounded(byKey.ratio()));
        json.put("ratioPollLoop", rounded(unordered.ours() / loop));
    }

    /// Measures records that wait one millisecond each. The arithmetical limit is what unlimited cores could
    /// do. The limit of this machine is measured as the same number of concurrent sleeping threads without
    /// records. Our engine is measured twice: with a waiting thread per record, as the peer does it, and with
    /// an asynchronous handler.
    private void waits(String bootstrap, ObjectNode json) throws IOException, InterruptedException {
        var load = new Load("even", "none", WAITING, 1, records, false);
        double machine = median("1 ms waits, this machine's threads", () -> ours("sleep", bootstrap, load));
        var rates = compare("1 ms waits, threads", bootstrap, load);
        double async = median("1 ms waits, asynchronous", () -> ours("async", bootstrap, load));
        double limit = WAITING * 1_000.0;
        json.putObject("waitRecordsPerSecond")
                .put("limit", Math.round(limit))
                .put("machineThreads", Math.round(machine))
                .put("async", Math.round(async))
                .put("threads", Math.round(rates.ours()))
                .put("parallelConsumer", Math.round(rates.peer()));
        json.put("ratioWaitLimit", rounded(async / limit));
        json.put("ratioWaitThreadsLimit", rounded(rates.ours() / limit));
        json.put("ratioWaitThreadsMachine", rounded(rates.ours() / machine));
        json.put("ratioWaitParallelConsumer", rounded(rates.ratio()));
    }

    /// Measures skewed keys. One record in a hundred has the same key; these records must wait for each other
    /// but must not delay others. The hot key's records take a millisecond each, in sequence, which limits the
    /// total rate.
    private void skewed(String bootstrap, ObjectNode json) throws IOException, InterruptedException {
        var rates =
                compare("skewed keys, 1 ms waits", bootstrap, new Load("skewed", "key", WAITING, 1, records / 4, true));
        json.putObject("skewedRecordsPerSecond")
                .put("limit", HOT_SHARE * 1_000)
                .put("ours", Math.round(rates.ours()))
                .put("parallelConsumer", Math.round(rates.peer()));
        json.put("ratioSkewed", rounded(rates.ratio()));
    }

    private void soak(String bootstrap, ObjectNode json) throws Exception {
        log("producing %,d records of 10 bytes", soak);
        produce(bootstrap, "soak", soak, 10, i -> "key-" + i % KEYS);
        var lines = process(ours("soak", new Load("soak", "none", COMPUTING, 0, soak, false), bootstrap));
        var heap = lines.stream()
                .filter(line -> line.startsWith("heap "))
                .map(line -> Long.parseLong(line.substring(5)) / 1024)
                .toList();
        log("soak: heap in KiB at each tenth: %s", heap);
        json.putObject("soak").put("records", soak).putPOJO("heapKiB", heap);
    }

    private Rates compare(String name, String bootstrap, Load load) throws IOException, InterruptedException {
        var ours = new ArrayList<Double>();
        var peers = new ArrayList<Double>();
        for (int run = 1; run <= runs; run++) {
            ours.add(ours("engine", bootstrap, load));
            peers.add(peer(bootstrap, load));
            log("%s, run %d: ours %,.0f/s, Parallel Consumer %,.0f/s", name, run, ours.getLast(), peers.getLast());
        }
        return new Rates(median(ours), median(peers));
    }

    private double median(String name, Measured measured) throws IOException, InterruptedException {
        var rates = new ArrayList<Double>();
        for (int run = 1; run <= runs; run++) {
            rates.add(measured.rate());
            log("%s, run %d: %,.0f/s", name, run, rates.getLast());
        }
        return median(rates);
    }

    private static double ours(String what, String bootstrap, Load load) throws IOException, InterruptedException {
        return load.rate(process(ours(what, load, bootstrap)));
    }

    private static List<String> ours(String what, Load load, String bootstrap) {
        var command = java(System.getProperty("java.class.path"), ConsumeSubject.class.getName());
        command.add(what);
        command.addAll(load.arguments(bootstrap));
        return command;
    }

    private static double peer(String bootstrap, Load whole) throws IOException, InterruptedException {
        var load = whole.forPeer();
        var target = Path.of(System.getProperty("waymill.home"), "benchmarks", "parallel-consumer", "target");
        var command = java(
                target.resolve("parallel-consumer-peer.jar")
                        + System.getProperty("path.separator")
                        + target.resolve("lib/*"),
                "dev.waymill.bench.peer.ParallelConsumerPeer");
        command.addAll(load.arguments(bootstrap));
        return load.rate(process(command));
    }

    private static List<String> java(String classPath, String main) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                main));
    }

    private static List<String> process(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = process.inputReader(StandardCharsets.US_ASCII)) {
            var output = lines.readAllLines();
            int status = process.waitFor();
            if (status != 0 || output.isEmpty()) {
                throw new IllegalStateException("Status " + status + " and \"" + output + "\" of " + command);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void produce(String bootstrap, String topic, long records, int bytes, LongFunction<String> key)
            throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            for (int i = 0; i < PARTITIONS; i++) {
                admin.listOffsets(Map.of(new TopicPartition(topic, i), OffsetSpec.latest()))
                        .all()
                        .get();
            }
        }
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "linger.ms", 20, "batch.size", 100_000);
        var value = new byte[bytes];
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                var name = key.apply(i);
                var unused = producer.send(
                        new ProducerRecord<>(topic, Math.floorMod(name.hashCode(), PARTITIONS), name, value));
            }
        }
    }

    private ObjectNode header() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("bench", "consume").put("runs", runs);
        json.putObject("machine")
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("jdk", Runtime.version().toString());
        return json.put("records", records).put("partitions", PARTITIONS);
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 1_000) / 1_000.0;
    }

    private static void log(String format, Object... values) {
        System.err.printf(format + "%n", values);
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private interface Measured {
        double rate() throws IOException, InterruptedException;
    }

    private record Rates(double ours, double peer) {
        double ratio() {
            return ours / peer;
        }
    }

    /// @param waitMillis how long each record waits
    /// @param records total number; the first quarter is the warm-up
    /// @param complete whether all records must be finished, including the last one, also by the peer
    private record Load(String topic, String order, int inFlight, int waitMillis, long records, boolean complete) {
        Load forPeer() {
            return complete ? this : new Load(topic, order, inFlight, waitMillis, records / PEER_SHARE, false);
        }

        long warm() {
            return records / 4;
        }

        /// Without `complete`, the last records in progress or in a buffer need not finish.
        long counted() {
            return records - warm() - (complete ? 0 : records / 50);
        }

        List<String> arguments(String bootstrap) {
            return List.of(
                    bootstrap,
                    topic,
                    order,
                    String.valueOf(inFlight),
                    String.valueOf(waitMillis),
                    String.valueOf(warm()),
                    String.valueOf(counted()));
        }

        double rate(List<String> output) {
            return counted() * 1e9 / Long.parseLong(output.getLast());
        }
    }
}
