package dev.waymill.worker.attempt;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.worker.report.Reporter;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Reads cancellations on every worker: each reads the whole topic, starting at the worker's own start. This
/// only saves work; the scheduler and the staging fence ensure that a cancelled import leaves nothing behind.
@Component
class CancelListener {
    private static final Logger log = LoggerFactory.getLogger(CancelListener.class);

    private final AttemptRunner runner;
    private final Reporter reporter;
    private final Clock clock;

    CancelListener(AttemptRunner runner, Reporter reporter, Clock clock) {
        this.runner = runner;
        this.reporter = reporter;
        this.clock = clock;
    }

    @KafkaListener(
            topics = Topics.JOB_CONTROL,
            groupId = "#{@workerId.toString()}",
            properties = {"auto.offset.reset=latest", "enable.auto.commit=false"})
    void on(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        try {
            if (EventCodec.read(record) instanceof JobCancelled cancelled) {
                runner.cancel(cancelled.jobId());
            }
        } catch (UnreadableEventException e) {
            log.warn(
                    "record={}-{}@{} is unreadable, sending it to the dead letters: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            // Every worker sends it; the letters have the same id and are stored once.
            reporter.sendReliably(EventCodec.unreadable(record, e, clock.instant()), EventCodec.traceparent(record));
        }
    }
}
