package dev.waymill.scheduler.inbox;

import dev.waymill.events.Event;
import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.runtime.tracing.Spans;
import dev.waymill.runtime.tracing.Traceparent;
import dev.waymill.scheduler.publish.Publisher;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.FixedBackOff;

/// Decodes a batch of records and passes its events on. Thread-safe.
@Component
public class BatchProcessor {
    private static final Logger log = LoggerFactory.getLogger(BatchProcessor.class);
    private static final long AGAIN_MILLIS = 1_000;

    private final Publisher publisher;
    private final Spans spans;
    private final Clock clock;

    BatchProcessor(Publisher publisher, Spans spans, Clock clock) {
        this.publisher = publisher;
        this.spans = spans;
        this.clock = clock;
    }

    /// Retries a batch forever: a listener throws only if the database or Kafka is unavailable.
    @Bean
    static DefaultErrorHandler retryForever() {
        var handler = new DefaultErrorHandler(new FixedBackOff(AGAIN_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
        handler.setRetryListeners(new OccasionalErrorLog());
        return handler;
    }

    /// Logs an outage when it starts and then once a minute, not with every attempt.
    private static final class OccasionalErrorLog implements RetryListener {
        private static final int BETWEEN = 60;

        @Override
        public void failedDelivery(ConsumerRecord<?, ?> record, @Nullable Exception why, int attempt) {
            logFailure(why, attempt);
        }

        @Override
        public void failedDelivery(ConsumerRecords<?, ?> records, @Nullable Exception why, int attempt) {
            logFailure(why, attempt);
        }

        private static void logFailure(@Nullable Exception why, int attempt) {
            if (attempt % BETWEEN == 1) {
                log.error("A batch cannot be processed, reading it again in a second; attempt {}", attempt, why);
            }
        }
    }

    /// An event, the trace it belongs to and the partition it was read from.
    public record Received<E extends Event>(
            E event, @Nullable String traceparent, int partition) {
        /// For job events, where the partition does not matter.
        public Received(E event, @Nullable String traceparent) {
            this(event, traceparent, 0);
        }
    }

    /// Passes all events of that type to `apply` in one call, in the order of the batch.
    public <E extends Event> void take(
            List<ConsumerRecord<String, byte[]>> batch, Class<E> type, Consumer<List<Received<E>>> apply) {
        var readable = new ArrayList<ConsumerRecord<String, byte[]>>();
        var received = new ArrayList<Received<E>>();
        var began = clock.instant();
        for (var record : batch) {
            try {
                var event = EventCodec.read(record);
                if (type.isInstance(event)) {
                    readable.add(record);
                    received.add(new Received<>(type.cast(event), EventCodec.traceparent(record), record.partition()));
                }
            } catch (UnreadableEventException e) {
                deadLetter(record, e);
            }
        }
        applyOrSplit(readable, received, apply);
        received.forEach(one -> trace(one, began));
    }

    /// The records of a batch are processed together, so their spans are equally long.
    private void trace(Received<?> received, Instant began) {
        Traceparent.sampled(received.traceparent())
                .ifPresent(parent -> spans.child("process " + received.event().topic(), SpanKind.CONSUMER, parent)
                        .setStartTimestamp(began)
                        .startSpan()
                        .end());
    }

    /// Finds an event that cannot be stored by processing a failed batch one by one; that event becomes a dead
    /// letter.
    private <E extends Event> void applyOrSplit(
            List<ConsumerRecord<String, byte[]>> records,
            List<Received<E>> received,
            Consumer<List<Received<E>>> apply) {
        try {
            apply.accept(received);
        } catch (DataIntegrityViolationException e) {
            if (received.size() == 1) {
                deadLetter(records.getFirst(), new UnreadableEventException("The event cannot be stored", e));
                return;
            }
            log.warn("A batch of {} has an event that cannot be stored; processing it one by one", received.size());
            for (int i = 0; i < received.size(); i++) {
                applyOrSplit(List.of(records.get(i)), List.of(received.get(i)), apply);
            }
        }
    }

    /// Returns when the broker has the dead letter: only then may the record's offset be committed.
    private void deadLetter(ConsumerRecord<String, byte[]> record, UnreadableEventException why) {
        log.error(
                "record={}-{}@{} sent to the dead letters: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                why.getMessage());
        var letter = EventCodec.unreadable(record, why, clock.instant());
        var traceparent = EventCodec.traceparent(record);
        if (!send(letter, traceparent) && !send(bare(letter), traceparent)) {
            log.error(
                    "record={}-{}@{} is skipped: Kafka rejects its dead letter",
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }

    /// @return false if no broker accepts it as it is
    private boolean send(JobDeadLetter letter, @Nullable String traceparent) {
        var result = publisher.send(List.of(letter), one -> EventCodec.toRecord(one, traceparent));
        if (result.sent().isEmpty() && result.refused().isEmpty()) {
            throw new IllegalStateException("Kafka does not accept a dead letter; reading the batch again");
        }
        return result.refused().isEmpty();
    }

    /// Only the position of the record, for a broker whose size limit is below Kafka's default.
    private static JobDeadLetter bare(JobDeadLetter letter) {
        var source = Objects.requireNonNull(letter.source());
        byte[] value = source.value();
        var place = new JobDeadLetter.Source(
                source.topic(),
                source.partition(),
                source.offset(),
                null,
                new byte[0],
                List.of(),
                value == null ? null : Objects.requireNonNullElse(source.cutFrom(), value.length));
        return new JobDeadLetter(
                letter.eventId(),
                letter.occurredAt(),
                null,
                null,
                null,
                null,
                0,
                letter.reason(),
                letter.error(),
                null,
                place);
    }
}
