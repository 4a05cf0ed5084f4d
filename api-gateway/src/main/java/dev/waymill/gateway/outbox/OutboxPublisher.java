package dev.waymill.gateway.outbox;

import dev.waymill.gateway.outbox.Outbox.Pending;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/// Publishes due rows. Confined to the thread that calls [#tick].
///
/// Claim and mark are separate transactions with the send between them, so no transaction waits for Kafka:
/// - after a crash before the send, the lease expires and another tick sends;
/// - after a crash between send and mark, the event is sent again with the same id, and its consumer ignores the
///   duplicate;
/// - while the broker is unavailable, the rows are postponed by a second; the caller has already received 202.
final class OutboxPublisher {
    static final int BATCH = 500;

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);

    private final String what;
    private final Outbox outbox;
    private final KafkaTemplate<String, byte[]> kafka;
    private final OutboxMeters meters;
    private boolean brokerAway;

    /// @param what the rows, for the log, e.g. `jobs`
    OutboxPublisher(String what, Outbox outbox, KafkaTemplate<String, byte[]> kafka, OutboxMeters meters) {
        this.what = what;
        this.outbox = outbox;
        this.kafka = kafka;
        this.meters = meters;
    }

    /// @param refused why the row can never be published; null when it may be
    private record Sending(
            UUID row, Future<?> acknowledged, @Nullable Throwable refused) {}

    /// Publishes one batch.
    ///
    /// @return whether more rows may be due
    boolean tick() {
        var due = outbox.claim(BATCH, LEASE);
        if (due.isEmpty()) {
            return false;
        }
        var sendings = send(due);
        var published = sendings.stream()
                .filter(sending -> sending.acknowledged().state() == Future.State.SUCCESS)
                .map(Sending::row)
                .collect(Collectors.toSet());
        var refused = sendings.stream()
                .filter(sending -> sending.refused() != null)
                .map(Sending::row)
                .collect(Collectors.toSet());
        due.stream().filter(row -> published.contains(row.id())).forEach(row -> meters.published(row.since()));
        if (!published.isEmpty()) {
            outbox.markPublished(published);
        }
        sendings.forEach(this::fail);
        var left = due.stream()
                .map(Pending::id)
                .filter(row -> !published.contains(row) && !refused.contains(row))
                .toList();
        if (!left.isEmpty()) {
            outbox.postpone(left, PAUSE);
        }
        logProgress(published.size(), left.size());
        return left.isEmpty() && (due.size() == BATCH || bytes(due) >= Outbox.BATCH_BYTES);
    }

    private static long bytes(List<Pending> due) {
        return due.stream().mapToLong(Pending::bytes).sum();
    }

    /// Sends the rows, and stops at the first one that fails because the broker is unavailable: each further
    /// send would block just as long. A row that can never be sent does not stop the others.
    private List<Sending> send(List<Pending> due) {
        var sent = new LinkedHashMap<UUID, Future<?>>();
        for (var pending : due) {
            var acknowledged = send(pending);
            sent.put(pending.id(), acknowledged);
            if (acknowledged.state() == Future.State.FAILED && !isAboutTheRecord(acknowledged.exceptionNow())) {
                break;
            }
        }
        try {
            kafka.flush();
        } catch (KafkaException e) {
            LOG.debug("Some sent records may not be acknowledged yet", e);
        }
        return sent.entrySet().stream()
                .map(entry -> new Sending(entry.getKey(), entry.getValue(), refusal(entry.getValue())))
                .toList();
    }

    private Future<?> send(Pending pending) {
        ProducerRecord<String, byte[]> record;
        try {
            record = pending.record().get();
        } catch (RuntimeException e) {
            // Building the record involves no broker, so the row caused the failure and will always fail.
            return CompletableFuture.failedFuture(new SerializationException(e));
        }
        try {
            return kafka.send(record);
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static @Nullable Throwable refusal(Future<?> acknowledged) {
        return acknowledged.state() == Future.State.FAILED && isAboutTheRecord(acknowledged.exceptionNow())
                ? acknowledged.exceptionNow()
                : null;
    }

    /// Whether the record can never be sent. All other failures may be temporary.
    private static boolean isAboutTheRecord(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof SerializationException
                || failure instanceof InvalidRecordException
                || failure.getCause() != null && isAboutTheRecord(failure.getCause());
    }

    private void fail(Sending sending) {
        if (sending.refused() != null) {
            LOG.error("{} id={} cannot be published", what, sending.row(), sending.refused());
            outbox.fail(sending.row());
            meters.refused();
        }
    }

    /// Logs only when the broker becomes unavailable or available, so an outage of an hour is two lines.
    private void logProgress(int published, int left) {
        boolean away = published == 0 && left > 0;
        if (away != brokerAway) {
            brokerAway = away;
            if (away) {
                LOG.warn(
                        "Cannot publish {} to Kafka; they wait in the database, retrying every second, waiting={}",
                        what,
                        left);
            } else {
                LOG.info("Publishing {} to Kafka again, published={}", what, published);
            }
        }
    }
}
