package dev.waymill.gateway.view;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobChanged;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.gateway.job.JobChange;
import dev.waymill.runtime.metrics.Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Reads job-changed in batches. Called on the listener's single thread.
///
/// The offset is committed after the batch is in the database. After a crash before that, the batch is read
/// again, which changes nothing. Unreadable records are sent to the dead letters with their bytes; while the
/// database is unavailable, the batch is retried indefinitely.
@Component
class JobChangedListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobChangedListener.class);

    private final ReadModel readModel;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;
    private final Timer delay;

    JobChangedListener(ReadModel readModel, KafkaTemplate<String, byte[]> kafka, Clock clock, MeterRegistry meters) {
        this.delay = Buckets.WAIT
                .timer(
                        "waymill.job.change.delay",
                        "Time from the change of a job in the scheduler to its place in the gateway's view")
                .register(meters);
        this.readModel = readModel;
        this.kafka = kafka;
        this.clock = clock;
    }

    @KafkaListener(id = "job-changed", topics = Topics.JOB_CHANGED, groupId = "gateway", batch = "true")
    void receive(List<ConsumerRecord<String, byte[]>> records) {
        var news = new ArrayList<JobChange>(records.size());
        var deadLetters = new ArrayList<CompletableFuture<?>>();
        for (var record : records) {
            try {
                if (EventCodec.read(record) instanceof JobChanged changed) {
                    news.add(changeOf(changed));
                }
            } catch (UnreadableEventException e) {
                deadLetters.add(sendToDeadLetters(record, e));
            }
        }
        if (!news.isEmpty()) {
            readModel.apply(news);
            news.forEach(change -> record(Duration.between(change.updatedAt(), clock.instant())));
        }
        deadLetters.forEach(CompletableFuture::join);
    }

    /// The clocks of two machines may differ.
    private void record(Duration took) {
        delay.record(took.isNegative() ? Duration.ZERO : took);
    }

    private CompletableFuture<?> sendToDeadLetters(
            ConsumerRecord<String, byte[]> record, UnreadableEventException why) {
        LOG.warn(
                "Sending an unreadable record to the dead letters, topic={} partition={} offset={}: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                why.getMessage());
        var deadLetter = EventCodec.unreadable(record, why, clock.instant());
        return kafka.send(EventCodec.toRecord(deadLetter, EventCodec.traceparent(record)));
    }

    private static JobChange changeOf(JobChanged changed) {
        return new JobChange(
                changed.jobId(),
                changed.version(),
                changed.state(),
                changed.attempt(),
                changed.progress(),
                changed.result(),
                changed.error(),
                changed.graceEndsAt(),
                changed.finishedAt(),
                changed.occurredAt());
    }
}
