package dev.waymill.worker.handler;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Hears of cancelled jobs, on every worker: each reads the whole topic, from its own start on. It only saves
/// work: that a cancelled import leaves nothing behind is seen to by the scheduler and by the staging's fence.
@Component
class CancelListener {
    private static final Logger log = LoggerFactory.getLogger(CancelListener.class);

    private final AttemptRunner runner;

    CancelListener(AttemptRunner runner) {
        this.runner = runner;
    }

    @KafkaListener(
            topics = Topics.JOB_CONTROL,
            groupId = "#{@workerId.toString()}",
            properties = {"auto.offset.reset=latest", "enable.auto.commit=false"})
    void on(ConsumerRecord<String, byte[]> record) {
        try {
            if (EventCodec.read(record) instanceof JobCancelled cancelled) {
                runner.cancel(cancelled.jobId());
            }
        } catch (UnreadableEventException e) {
            log.warn(
                    "record={}-{}@{} is unreadable and skipped: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }
}
