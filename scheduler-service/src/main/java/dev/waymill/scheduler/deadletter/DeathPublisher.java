package dev.waymill.scheduler.deadletter;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.publish.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Sends the stories of the tasks that died. Several schedulers may do so at once: the same death is the same
/// event. Confined to its loop's thread.
@Component
class DeathPublisher {
    /// Few, since one story may be as large as a record.
    private static final int BATCH = 10;

    private final JdbcClient jdbc;
    private final StoryStore stories;
    private final Publisher publisher;

    DeathPublisher(JdbcClient jdbc, StoryStore stories, Publisher publisher) {
        this.jdbc = jdbc;
        this.stories = stories;
        this.publisher = publisher;
    }

    @Bean
    static Loop deathLoop(DeathPublisher publisher) {
        return new Loop("dead-tasks", Duration.ofSeconds(1), publisher::tick);
    }

    private static final String SENT = """
            DELETE FROM dead_task d
            USING unnest(:tasks::uuid[], :attempts::integer[]) AS sent (task_id, attempt)
            WHERE d.task_id = sent.task_id AND d.attempt = sent.attempt
            """;

    /// Sends one batch and forgets what the broker has.
    boolean tick() {
        var told = stories.next(BATCH);
        var sent = publisher.send(told, one -> EventCodec.toRecord(one.letter(), one.traceparent()));
        var letters = sent.stream().map(StoryStore.Told::letter).toList();
        forget(letters);
        return letters.size() == BATCH;
    }

    private void forget(List<JobDeadLetter> letters) {
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
