package dev.waymill.gateway.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Rows that wait for their publication. Thread-safe; several gateways share the work.
public interface Outbox {
    /// The bytes at which a claim stops; the last row may exceed it. A few copies of the rows are in memory until
    /// they are sent.
    int BATCH_BYTES = 4 << 20;

    /// Counting more rows would cost more than the number is worth.
    int MOST_COUNTED = 100_000;

    /// A row to be published.
    ///
    /// @param record builds the record; each call builds an equal one. It fails for a row that can never be sent
    /// @param bytes about the size of the record
    /// @param since when the row was inserted
    record Pending(UUID id, Supplier<ProducerRecord<String, byte[]>> record, long bytes, Instant since) {}

    /// What waits for its publication.
    ///
    /// @param rows counted up to [#MOST_COUNTED] and one more
    /// @param oldestAgeSeconds 0 when nothing waits
    record Backlog(long rows, double oldestAgeSeconds) {}

    /// Claims rows for the time of the lease. If this gateway dies meanwhile, another one sends them.
    ///
    /// @return the claimed rows, oldest first; at most about [#BATCH_BYTES]
    List<Pending> claim(int limit, Duration lease);

    /// Called when the broker has the records of these rows.
    void markPublished(Collection<UUID> ids);

    /// Postpones rows that were not sent.
    void postpone(Collection<UUID> ids, Duration wait);

    /// Called for a row whose record can never be sent.
    void fail(UUID id);

    Backlog backlog();
}
