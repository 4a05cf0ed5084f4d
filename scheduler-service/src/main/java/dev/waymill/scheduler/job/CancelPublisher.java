package dev.waymill.scheduler.job;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Notifies the workers of a cancelled job, so that they stop early. Nothing depends on the notice: reports for
/// a cancelled job are ignored anyway. So it does not wait for the broker.
@Component
class CancelPublisher {
    private static final Logger log = LoggerFactory.getLogger(CancelPublisher.class);

    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;

    CancelPublisher(KafkaTemplate<String, byte[]> kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /// Returns at once; called after the commit.
    void send(UUID job) {
        var notice = new JobCancelled(JobStore.idOf(job, "cancelled"), clock.instant(), job);
        Thread.ofVirtual().name("cancel-notice").start(() -> send(notice));
    }

    private void send(JobCancelled notice) {
        try {
            kafka.send(EventCodec.toRecord(notice, null)).whenComplete((_, failure) -> {
                if (failure != null) {
                    logFailure(notice, failure);
                }
            });
        } catch (KafkaException e) {
            logFailure(notice, e);
        }
    }

    private static void logFailure(JobCancelled notice, Throwable failure) {
        log.warn(
                "job={} is cancelled, but the workers were not notified; a worker already running it will finish, and its"
                        + " result is ignored: {}",
                notice.jobId(),
                failure.getMessage());
    }
}
