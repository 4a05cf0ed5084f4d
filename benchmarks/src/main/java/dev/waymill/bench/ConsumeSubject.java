package dev.waymill.bench;

import dev.waymill.worker.consume.AsyncRecordHandler;
import dev.waymill.worker.consume.ConsumeProperties;
import dev.waymill.worker.consume.ConsumeProperties.Bounds;
import dev.waymill.worker.consume.ConsumeProperties.Commit;
import dev.waymill.worker.consume.ConsumeProperties.Order;
import dev.waymill.worker.consume.ConsumeProperties.Threads;
import dev.waymill.worker.consume.ConsumerEngine;
import dev.waymill.worker.consume.RecordHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// One measured run in its own process. Arguments: subject (engine, async, loop, soak or sleep), bootstrap
/// servers, topic, order, records in flight, wait in milliseconds, number of warm-up records, number of counted
/// records. Prints the nanoseconds for the counted records; `soak` also prints the heap in use at each tenth.
final class ConsumeSubject implements RecordHandler {
    private final String topic;
    private final long wait;
    private final long warm;
    private final long end;
    private final boolean watchesHeap;
    private final AtomicLong handled = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long begin;

    private ConsumeSubject(String[] args) {
        watchesHeap = args[0].equals("soak");
        topic = args[2];
        wait = Long.parseLong(args[5]);
        warm = Long.parseLong(args[6]);
        end = warm + Long.parseLong(args[7]);
    }

    public static void main(String[] args) throws InterruptedException {
        var subject = new ConsumeSubject(args);
        switch (args[0]) {
            case "engine", "soak" -> subject.runEngine(args, subject);
            case "async" -> subject.runEngine(args, subject.new AsyncSubject());
            case "loop" -> subject.runLoop(args[1]);
            case "sleep" -> subject.runThreads(Integer.parseInt(args[4]));
            default -> throw new IllegalArgumentException("Unknown subject: " + args[0]);
        }
        subject.over.await();
        System.out.println(System.nanoTime() - subject.begin);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    @Override
    public String topic() {
        return topic;
    }

    /// The first record of a soak never finishes. Memory must stay flat nevertheless.
    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        if (watchesHeap && record.partition() == 0 && record.offset() == 0) {
            Thread.sleep(Duration.ofDays(1));
        }
        work();
    }

    @Override
    public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
        throw new IllegalStateException("No record should fail", why);
    }

    private void work() throws InterruptedException {
        if (wait > 0) {
            Thread.sleep(wait);
        }
        count();
    }

    private void count() {
        long count = handled.incrementAndGet();
        if (count == warm) {
            begin = System.nanoTime();
        } else if (count == end) {
            over.countDown();
        }
        if (watchesHeap && count % ((end - warm) / 10) == 0) {
            printHeap();
        }
    }

    /// The same work without a waiting thread per record.
    private final class AsyncSubject implements AsyncRecordHandler {
        private final SlowService service = new SlowService(wait, ConsumeSubject.this::count);

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public CompletionStage<?> start(ConsumerRecord<String, byte[]> record) {
            return service.call();
        }

        @Override
        public void deadLetter(ConsumerRecord<String, byte[]> record, Throwable why) {
            throw new IllegalStateException("No record should fail", why);
        }
    }

    private void runEngine(String[] args, RecordHandler handler) {
        var order = Order.valueOf(args[3].toUpperCase(Locale.ROOT));
        int inFlight = Integer.parseInt(args[4]);
        var properties = new ConsumeProperties(
                order,
                Threads.VIRTUAL,
                1,
                inFlight,
                0,
                20_000,
                64,
                "",
                new Commit(Duration.ofMillis(200), 4096),
                new Bounds(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofHours(1)));
        new ConsumerEngine(properties, handler, _ -> consumer(args[1]), new SimpleMeterRegistry()).start();
    }

    /// Runs a bare poll loop, which is the upper limit for every engine.
    private void runLoop(String bootstrap) throws InterruptedException {
        try (var consumer = consumer(bootstrap)) {
            consumer.subscribe(List.of(topic));
            long committed = System.nanoTime();
            while (over.getCount() > 0) {
                for (var _ : consumer.poll(Duration.ofMillis(50))) {
                    work();
                }
                if (System.nanoTime() - committed > 200_000_000) {
                    committed = System.nanoTime();
                    consumer.commitAsync();
                }
            }
        }
    }

    /// Measures how fast this machine's threads can wait, without records.
    private void runThreads(int inFlight) {
        for (int i = 0; i < inFlight; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    while (over.getCount() > 0) {
                        work();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static KafkaConsumer<String, byte[]> consumer(String bootstrap) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                "subject-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false",
                "max.poll.records",
                1_000);
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static void printHeap() {
        System.gc();
        System.out.println("heap "
                + (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()));
    }
}
