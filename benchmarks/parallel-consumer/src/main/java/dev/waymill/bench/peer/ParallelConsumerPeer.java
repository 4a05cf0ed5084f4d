package dev.waymill.bench.peer;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Runs Confluent Parallel Consumer for one measurement. Arguments: bootstrap servers, topic, order (none or
/// key), records in flight, wait in milliseconds, number of warm-up records, number of counted records. Prints
/// the nanoseconds for the counted records.
public final class ParallelConsumerPeer {
    private ParallelConsumerPeer() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                args[0],
                "group.id",
                "peer-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false",
                "max.poll.records",
                1_000);
        var options = ParallelConsumerOptions.<String, byte[]>builder()
                .consumer(new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()))
                .ordering(args[2].equals("key") ? ProcessingOrder.KEY : ProcessingOrder.UNORDERED)
                .maxConcurrency(Integer.parseInt(args[3]))
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .build();
        long wait = Long.parseLong(args[4]);
        long warm = Long.parseLong(args[5]);
        long end = warm + Long.parseLong(args[6]);
        var handled = new AtomicLong();
        var begin = new AtomicLong();
        var over = new CountDownLatch(1);
        var processor = ParallelStreamProcessor.createEosStreamProcessor(options);
        processor.subscribe(List.of(args[1]));
        processor.poll(_ -> {
            sleep(wait);
            long count = handled.incrementAndGet();
            if (count == warm) {
                begin.set(System.nanoTime());
            } else if (count == end) {
                over.countDown();
            }
        });
        over.await();
        System.out.println(System.nanoTime() - begin.get());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void sleep(long millis) {
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
