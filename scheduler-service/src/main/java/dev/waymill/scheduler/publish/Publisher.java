package dev.waymill.scheduler.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Sends batches, one wait for each. Thread-safe.
@Component
public final class Publisher {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private final KafkaTemplate<String, byte[]> kafka;

    /// For the application, and for tests that need a broker that is away.
    public Publisher(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    /// Sends all and waits for the broker.
    ///
    /// @return what the broker has, in the order of the batch
    public <T> List<T> send(List<T> batch, Function<T, ProducerRecord<String, byte[]>> record) {
        var sends = new LinkedHashMap<T, CompletableFuture<?>>();
        for (var one : batch) {
            try {
                sends.put(one, kafka.send(record.apply(one)));
            } catch (KafkaException e) {
                sends.put(one, CompletableFuture.failedFuture(e));
                if (e.getCause() instanceof RetriableException) {
                    // The broker is away; each further send would wait for it just as long.
                    break;
                }
            }
        }
        return sent(batch.size(), sends);
    }

    private static <T> List<T> sent(int all, LinkedHashMap<T, CompletableFuture<?>> sends) {
        var sent = new ArrayList<T>();
        Throwable first = null;
        for (var send : sends.entrySet()) {
            try {
                send.getValue().join();
                sent.add(send.getKey());
            } catch (CompletionException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            log.warn("Of {} events {} were not sent; they are told again: {}", all, all - sent.size(), reason(first));
        }
        return sent;
    }

    private static Throwable reason(Throwable failure) {
        return failure.getCause() == null ? failure : reason(failure.getCause());
    }
}
