package dev.waymill.worker.live;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.worker.report.Reporter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Reads live points in batches. Called on the listener's single thread.
///
/// The offset is committed after the batch is in the database. After a crash before that, the batch is read again,
/// which changes nothing. Unreadable records are sent to the dead letters with their bytes; while the database is
/// unavailable, the batch is retried indefinitely.
@Component
class LivePointsListener {
    private static final Logger log = LoggerFactory.getLogger(LivePointsListener.class);

    private final LiveBatchStore batches;
    private final LivePromoter promoter;
    private final Reporter reporter;
    private final Clock clock;

    LivePointsListener(LiveBatchStore batches, LivePromoter promoter, Reporter reporter, Clock clock) {
        this.batches = batches;
        this.promoter = promoter;
        this.reporter = reporter;
        this.clock = clock;
    }

    @KafkaListener(
            id = "live-points",
            topics = Topics.LIVE_POINTS,
            groupId = "worker-live",
            batch = "true",
            properties = "max.poll.records=100")
    void on(List<ConsumerRecord<String, byte[]>> records) throws InterruptedException {
        var readable = new ArrayList<LivePoints>(records.size());
        for (var record : records) {
            try {
                if (EventCodec.read(record) instanceof LivePoints points) {
                    readable.add(points);
                }
            } catch (UnreadableEventException e) {
                sendToDeadLetters(record, e);
            }
        }
        if (!readable.isEmpty()) {
            batches.insert(readable);
            promoter.wake();
        }
    }

    private void sendToDeadLetters(ConsumerRecord<String, byte[]> record, UnreadableEventException why)
            throws InterruptedException {
        log.warn(
                "record={}-{}@{} is unreadable, sending it to the dead letters: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                why.getMessage());
        reporter.sendReliably(EventCodec.unreadable(record, why, clock.instant()), EventCodec.traceparent(record));
    }
}
