package dev.waymill.scheduler.deadletter;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.scheduler.deadletter.DeadLetterStore.ReceivedLetter;
import dev.waymill.scheduler.deadletter.outbox.DeadLetterAssembler;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Stores every record of the dead-letter topic. A record of it that is itself unreadable is stored as a dead
/// letter and not sent again, so that it cannot loop.
@Component
class DeadLetterListener {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterListener.class);

    private final DeadLetterStore letters;
    private final Clock clock;

    DeadLetterListener(DeadLetterStore letters, Clock clock) {
        this.letters = letters;
        this.clock = clock;
    }

    @KafkaListener(topics = Topics.JOB_DEAD_LETTER)
    void on(List<ConsumerRecord<String, byte[]>> batch) {
        try {
            letters.add(batch.stream().map(this::read).toList());
        } catch (DataIntegrityViolationException e) {
            log.warn("A batch of {} has an event that cannot be stored; processing it one by one", batch.size());
            batch.forEach(this::addAlone);
        }
    }

    private void addAlone(ConsumerRecord<String, byte[]> record) {
        try {
            letters.add(List.of(read(record)));
        } catch (DataIntegrityViolationException e) {
            letters.add(List.of(unreadable(record, new UnreadableEventException("The event cannot be stored", e))));
        }
    }

    private ReceivedLetter read(ConsumerRecord<String, byte[]> record) {
        try {
            if (EventCodec.read(record) instanceof JobDeadLetter letter) {
                return new ReceivedLetter(letter, DeadLetterAssembler.traceId(EventCodec.traceparent(record)));
            }
            return unreadable(record, new UnreadableEventException("The event is not a dead letter"));
        } catch (UnreadableEventException e) {
            return unreadable(record, e);
        }
    }

    private ReceivedLetter unreadable(ConsumerRecord<String, byte[]> record, UnreadableEventException why) {
        log.error(
                "record={}-{}@{} on the dead-letter topic is unreadable and kept as a dead letter: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                why.getMessage());
        return new ReceivedLetter(
                EventCodec.unreadable(record, why, clock.instant()),
                DeadLetterAssembler.traceId(EventCodec.traceparent(record)));
    }
}
