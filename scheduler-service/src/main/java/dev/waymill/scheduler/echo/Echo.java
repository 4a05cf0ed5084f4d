package dev.waymill.scheduler.echo;

import dev.waymill.events.EventCodec;
import dev.waymill.events.SchedulerEcho;
import dev.waymill.events.Topics;
import dev.waymill.scheduler.publish.Publisher;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Sends echoes and records the received ones. Thread-safe; several schedulers share the rows.
@Component
public class Echo {
    private static final Logger log = LoggerFactory.getLogger(Echo.class);

    private final JdbcClient jdbc;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Publisher publisher;

    Echo(JdbcClient jdbc, KafkaTemplate<String, byte[]> kafka, Publisher publisher) {
        this.jdbc = jdbc;
        this.kafka = kafka;
        this.publisher = publisher;
    }

    private static final String FORGET_OTHERS = """
            DELETE FROM echo WHERE partition <> ALL(:partitions)
            """;

    /// Starts one echo a second for each partition, from whichever scheduler comes first. While an echo is on
    /// its way, no other follows until the gap has passed. So consecutive echoes without such a gap show that
    /// the scheduler received records all the time since `since`. If the clock was set back, the row starts
    /// again.
    private static final String TAKE_DUE = """
            INSERT INTO echo AS e (partition, sent_at, since)
            SELECT partition, now, now
            FROM unnest(:partitions::integer[]) AS topic (partition) CROSS JOIN (SELECT clock_timestamp() AS now) moment
            ORDER BY partition
            ON CONFLICT (partition) DO UPDATE
            SET sent_at = excluded.sent_at,
                since = CASE WHEN e.received_at >= e.sent_at AND e.sent_at <= excluded.sent_at
                                  AND excluded.sent_at - e.sent_at <= :gap * INTERVAL '1 millisecond'
                             THEN e.since ELSE excluded.sent_at END,
                received_at = CASE WHEN e.sent_at <= excluded.sent_at THEN e.received_at END
            WHERE e.sent_at > excluded.sent_at
               OR e.sent_at <= excluded.sent_at - INTERVAL '900 milliseconds'
                  AND (e.received_at >= e.sent_at OR excluded.sent_at - e.sent_at > :gap * INTERVAL '1 millisecond')
            RETURNING partition, sent_at
            """;

    private record DueEcho(int partition, OffsetDateTime sentAt) {}

    /// Sends an echo through each partition whose turn it is, and waits until the broker has them.
    ///
    /// @param gap the longest time between two echoes that still counts as continuous receiving
    public void send(Duration gap) {
        Integer[] partitions;
        try {
            partitions = kafka.partitionsFor(Topics.TASK_REPORTED).stream()
                    .map(PartitionInfo::partition)
                    .toArray(Integer[]::new);
        } catch (KafkaException e) {
            log.warn(
                    "Cannot send echoes without the topic's partitions; no worker is declared lost meanwhile: {}",
                    e.getMessage());
            return;
        }
        jdbc.sql(FORGET_OTHERS).param("partitions", partitions).update();
        var due = jdbc.sql(TAKE_DUE)
                .param("partitions", partitions)
                .param("gap", gap.toMillis())
                .query(DueEcho.class)
                .list();
        int sent = publisher.send(due, Echo::record).sent().size();
        log.debug("{} of {} echoes sent", sent, due.size());
    }

    private static ProducerRecord<String, byte[]> record(DueEcho due) {
        var echo = new SchedulerEcho(UUID.randomUUID(), due.sentAt().toInstant());
        return new ProducerRecord<>(echo.topic(), due.partition(), echo.key(), EventCodec.encode(echo));
    }

    /// An echo that was read.
    public record ReceivedEcho(SchedulerEcho echo, int partition) {}

    private static final String RECORD = """
            UPDATE echo e SET received_at = greatest(e.received_at, newest.sent_at)
            FROM (
                SELECT partition, max(sent_at::timestamptz) AS sent_at
                FROM unnest(:partitions::integer[], :sentAt::text[]) AS input (partition, sent_at)
                GROUP BY partition
            ) newest
            WHERE e.partition = newest.partition AND newest.sent_at <= e.sent_at
            """;

    /// Called after everything that was read before them has been applied.
    public void recordEchoes(List<ReceivedEcho> echoes) {
        if (!echoes.isEmpty()) {
            jdbc.sql(RECORD)
                    .param(
                            "partitions",
                            echoes.stream().map(ReceivedEcho::partition).toArray(Integer[]::new))
                    .param(
                            "sentAt",
                            echoes.stream()
                                    .map(one -> one.echo().occurredAt().toString())
                                    .toArray(String[]::new))
                    .update();
        }
    }
}
