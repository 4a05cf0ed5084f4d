package dev.waymill.scheduler.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Sends events in batches and waits once for each batch. Thread-safe.
@Component
public final class Publisher {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private final KafkaTemplate<String, byte[]> kafka;
    private final SendTimes times;

    /// Public for tests that need an unavailable broker.
    public Publisher(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
        this.times = SendTimes.of(kafka.getProducerFactory());
    }

    /// The result of a batch. Events in neither list may be sent again, and may have been sent already.
    ///
    /// @param sent events that the broker has, in the order of the batch
    /// @param refused events that no broker accepts as they are
    public record Result<T>(List<T> sent, List<RejectedEvent<T>> refused) {}

    /// @param why the producer's or broker's error message
    public record RejectedEvent<T>(T event, String why) {}

    /// The longest time that [#send] takes, even if the broker is slow or unavailable.
    public Duration longest() {
        return times.longest();
    }

    /// Sends all and waits for the broker.
    public <T> Result<T> send(List<T> batch, Function<T, ProducerRecord<String, byte[]>> record) {
        var sends = new LinkedHashMap<T, CompletableFuture<?>>();
        long startedAt = System.nanoTime();
        for (var one : batch) {
            var send = startSend(one, record);
            sends.put(one, send);
            if (isAway(send) || System.nanoTime() - startedAt > times.block().toNanos()) {
                // Each further send would block as long.
                break;
            }
        }
        return await(batch.size(), sends);
    }

    private <T> CompletableFuture<?> startSend(T one, Function<T, ProducerRecord<String, byte[]>> toRecord) {
        ProducerRecord<String, byte[]> record;
        try {
            record = toRecord.apply(one);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(new SerializationException("It cannot be encoded: " + e, e));
        }
        try {
            return kafka.send(record);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isAway(CompletableFuture<?> send) {
        return send.isCompletedExceptionally() && reason(send.exceptionNow()) instanceof RetriableException;
    }

    private static <T> Result<T> await(int all, LinkedHashMap<T, CompletableFuture<?>> sends) {
        var result = new Result<T>(new ArrayList<>(), new ArrayList<>());
        Throwable first = null;
        for (var send : sends.entrySet()) {
            try {
                send.getValue().join();
                result.sent().add(send.getKey());
            } catch (CompletionException e) {
                var why = reason(e);
                if (isFaultOfRecord(why)) {
                    result.refused().add(new RejectedEvent<>(send.getKey(), String.valueOf(why.getMessage())));
                } else {
                    first = first == null ? why : first;
                }
            }
        }
        int unsent = all - result.sent().size() - result.refused().size();
        if (unsent > 0) {
            log.warn("Of {} events {} were not sent, sending them again: {}", all, unsent, String.valueOf(first));
        }
        return result;
    }

    /// All other failures may be temporary: Kafka is unavailable, rejects the client, or its topic is missing.
    private static boolean isFaultOfRecord(Throwable why) {
        return why instanceof RecordTooLargeException
                || why instanceof RecordBatchTooLargeException
                || why instanceof InvalidRecordException
                || why instanceof SerializationException;
    }

    private static Throwable reason(Throwable failure) {
        var cause = failure.getCause();
        return cause == null || failure instanceof SerializationException ? failure : reason(cause);
    }
}
