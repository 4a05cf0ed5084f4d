package dev.waymill.gateway.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Rows that wait for their publication. Thread-safe; several gateways share the work.
public interface Outbox {
    /// A row to be published.
    ///
    /// @param record builds the record; each call builds an equal one. It fails for a row that can never be sent
    /// @param bytes about the size of the record
    record Pending(UUID id, Supplier<ProducerRecord<String, byte[]>> record, long bytes) {}

    /// Claims rows for the time of the lease. If this gateway dies meanwhile, another one sends them.
    ///
    /// @return the claimed rows, oldest first; at most about [OutboxPublisher#BATCH_BYTES]
    List<Pending> claim(int limit, Duration lease);

    /// Called when the broker has the records of these rows.
    void markPublished(Collection<UUID> ids);

    /// Postpones rows that were not sent.
    void postpone(Collection<UUID> ids, Duration wait);

    /// Called for a row whose record can never be sent.
    void fail(UUID id);
}
