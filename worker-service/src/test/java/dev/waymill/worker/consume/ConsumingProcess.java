package dev.waymill.worker.consume;

import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// An engine in its own process, so that it can be killed like with `kill -9`. Its handler's effect is a line
/// in a file: the partition, the offset, and when it started. On an orderly stop, another file has the engine's
/// counts.
final class ConsumingProcess {
    /// In a process started with `hangs`, a record with this value never ends.
    static final String STUCK = "stuck";

    /// Handlers are quick here: even on the slowest machine, a rebalance and a stop wait until all are done.
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Process process;
    private final Path file;

    private ConsumingProcess(Process process, Path file) {
        this.process = process;
        this.file = file;
    }

    /// @param hangs whether it hangs at records with the value [#STUCK]
    /// @param config settings of its consumer
    static ConsumingProcess start(Path directory, String topic, boolean hangs, Map<String, String> config)
            throws IOException {
        var file = Files.createTempFile(directory, "effects", "");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ConsumingProcess.class.getName(),
                topic,
                String.valueOf(hangs),
                file.toString()));
        config.forEach((key, value) -> command.add(key + "=" + value));
        var log = ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile());
        return new ConsumingProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start(),
                file);
    }

    /// Like `kill -9`.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Stops it in an orderly way.
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    /// The effects so far.
    List<Effect> effects() throws IOException {
        var text = Files.readString(file, StandardCharsets.US_ASCII);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Effect::of)
                .toList();
    }

    /// The engine's counts when it stopped; empty if it was killed or still runs.
    Optional<Counts> counts() throws IOException {
        var counted = countsFile(file);
        return Files.exists(counted)
                ? Optional.of(Counts.of(Files.readString(counted, StandardCharsets.US_ASCII)))
                : Optional.empty();
    }

    private static Path countsFile(Path effects) {
        return effects.resolveSibling(effects.getFileName() + ".counts");
    }

    /// @param lost partitions lost without a revocation
    /// @param repeatable records that may run again on another engine
    record Counts(long lost, long repeatable) {
        static Counts of(String text) {
            var parts = text.split(" ");
            return new Counts(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }

        static Counts in(MeterRegistry registry) {
            return new Counts(
                    (long) registry.get("waymill.consume.lost").counter().count(),
                    (long) registry.get("waymill.consume.repeatable").counter().count());
        }

        Counts plus(Counts other) {
            return new Counts(lost + other.lost, repeatable + other.repeatable);
        }

        void write(Path effects) {
            try {
                Files.writeString(countsFile(effects), lost + " " + repeatable);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    record Effect(int partition, long offset, long beganMillis) {
        static Effect of(String line) {
            var parts = line.split(" ");
            return new Effect(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
    }

    public static void main(String[] args) throws IOException {
        var config = new HashMap<String, Object>();
        for (var each : Arrays.asList(args).subList(3, args.length)) {
            config.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        var properties = new ConsumeProperties(
                Order.NONE,
                Threads.VIRTUAL,
                2,
                64,
                0,
                1_000,
                64,
                "",
                new Commit(Duration.ofMillis(100), 4096),
                new Bounds(LONG, LONG, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        var registry = new SimpleMeterRegistry();
        var out = FileChannel.open(Path.of(args[2]), StandardOpenOption.APPEND);
        var engine = new ConsumerEngine(
                properties,
                new Writing(args[0], Boolean.parseBoolean(args[1]), out),
                _ -> new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()),
                registry);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            engine.close();
            Counts.in(registry).write(Path.of(args[2]));
        }));
        engine.start();
    }

    /// Sometimes it is slow, so that records finish out of order.
    private record Writing(String topic, boolean hangs, FileChannel out) implements RecordHandler {
        @Override
        public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
            long began = System.currentTimeMillis();
            if (hangs && new String(record.value(), StandardCharsets.US_ASCII).equals(STUCK)) {
                Thread.sleep(Duration.ofDays(1));
            }
            if (record.offset() % 50 == 0) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(20));
            }
            var line = record.partition() + " " + record.offset() + " " + began + "\n";
            try {
                out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
            throw new IllegalStateException("Nothing is given up here", why);
        }
    }
}
