package dev.waymill.scheduler.deadletter.outbox;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.deadletter.outbox.DeadLetterAssembler.OutgoingLetter;
import dev.waymill.scheduler.publish.Publisher;
import dev.waymill.scheduler.publish.Publisher.RejectedEvent;
import dev.waymill.scheduler.publish.Publisher.Result;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Publishes the dead letters of dead tasks. Several schedulers may do so at once: the same dead task is always
/// the same event. Confined to its loop's thread.
@Component
class DeadLetterPublisher {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

    /// A small batch, since one dead letter may be as large as a record.
    private static final int BATCH = 10;

    private final JdbcClient jdbc;
    private final DeadLetterAssembler stories;
    private final Publisher publisher;

    DeadLetterPublisher(JdbcClient jdbc, DeadLetterAssembler stories, Publisher publisher) {
        this.jdbc = jdbc;
        this.stories = stories;
        this.publisher = publisher;
    }

    @Bean
    static Loop deathLoop(DeadLetterPublisher publisher) {
        return new Loop("dead-tasks", Duration.ofSeconds(1), publisher::tick);
    }

    private static final String SENT = """
            DELETE FROM dead_letter_outbox d
            USING unnest(:tasks::uuid[], :attempts::integer[]) AS sent (task_id, attempt)
            WHERE d.task_id = sent.task_id AND d.attempt = sent.attempt
            """;

    /// Sends one batch and deletes the rows that the broker has.
    boolean tick() {
        var result = send(stories.next(BATCH));
        forget(result.sent());
        sendBare(result.refused());
        return result.sent().size() + result.refused().size() == BATCH;
    }

    private Result<OutgoingLetter> send(List<OutgoingLetter> letters) {
        return publisher.send(letters, one -> EventCodec.toRecord(one.letter(), one.traceparent()));
    }

    /// Dead letters fit into Kafka's default record size. A broker with a smaller limit gets only the basic
    /// fields.
    private void sendBare(List<RejectedEvent<OutgoingLetter>> refused) {
        if (refused.isEmpty()) {
            return;
        }
        var result = send(refused.stream()
                .map(one -> new OutgoingLetter(
                        DeadLetterTrimmer.bare(one.event().letter()),
                        one.event().traceparent()))
                .toList());
        forget(result.sent());
        result.refused()
                .forEach(one -> log.error(
                        "task={} is dead, but its dead letter cannot be published: {}",
                        one.event().letter().taskId(),
                        one.why()));
        forget(result.refused().stream().map(RejectedEvent::event).toList());
    }

    private void forget(List<OutgoingLetter> delivered) {
        var letters = delivered.stream().map(OutgoingLetter::letter).toList();
        if (!letters.isEmpty()) {
            jdbc.sql(SENT)
                    .param("tasks", letters.stream().map(JobDeadLetter::taskId).toArray(UUID[]::new))
                    .param(
                            "attempts",
                            letters.stream().map(JobDeadLetter::attempts).toArray(Integer[]::new))
                    .update();
        }
    }
}
