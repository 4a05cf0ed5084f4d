package dev.waymill.gateway.outbox;

import dev.waymill.events.EventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/// Publishes what is due. Confined to the thread that calls [#tick].
///
/// Claim and mark are two transactions with the sending between them, so nothing waits for Kafka inside of one:
///  - dies before the send: the lease runs out, another tick sends;
///  - dies between send and mark: sent again, with the same event id, and the scheduler knows the job already;
///  - the broker is away: the rows are given back for a second, and the caller's 202 stands.
final class Relay {
    static final int BATCH = 500;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final OutboxStore outbox;
    private final KafkaTemplate<String, byte[]> kafka;
    private boolean brokerAway;

    Relay(OutboxStore outbox, KafkaTemplate<String, byte[]> kafka) {
        this.outbox = outbox;
        this.kafka = kafka;
    }

    private record Sending(UUID job, CompletableFuture<?> acknowledged) {}

    /// One pass.
    ///
    /// @return whether more may be due at once
    boolean tick() {
        var due = outbox.claim(BATCH, LEASE);
        if (due.isEmpty()) {
            return false;
        }
        var published = acknowledged(send(due));
        if (!published.isEmpty()) {
            outbox.markPublished(published);
        }
        var left = due.stream()
                .map(pending -> pending.event().jobId())
                .filter(job -> !published.contains(job))
                .toList();
        if (!left.isEmpty()) {
            outbox.postpone(left, PAUSE);
        }
        tell(published.size(), left.size());
        return left.isEmpty() && due.size() == BATCH;
    }

    /// Stops at the first that cannot even be handed over: the others would wait just as long, one after the other.
    private List<Sending> send(List<OutboxStore.Pending> due) {
        var sendings = new ArrayList<Sending>(due.size());
        try {
            for (var pending : due) {
                var record = EventCodec.toRecord(pending.event(), pending.traceparent());
                var acknowledged = kafka.send(record);
                sendings.add(new Sending(pending.event().jobId(), acknowledged));
                if (acknowledged.isCompletedExceptionally()) {
                    break;
                }
            }
            kafka.flush();
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            LOG.debug("A record was not handed over to Kafka", e);
        }
        return sendings;
    }

    private static Set<UUID> acknowledged(List<Sending> sendings) {
        return sendings.stream()
                .filter(sending -> sending.acknowledged().state() == Future.State.SUCCESS)
                .map(Sending::job)
                .collect(Collectors.toSet());
    }

    /// Once per change, not per tick: an outage of an hour is two lines.
    private void tell(int published, int left) {
        boolean away = published == 0;
        if (away != brokerAway) {
            brokerAway = away;
            if (away) {
                LOG.warn("Kafka takes no jobs; they wait in the database and are tried each second, waiting={}", left);
            } else {
                LOG.info("Kafka takes jobs again, published={}", published);
            }
        }
    }
}
