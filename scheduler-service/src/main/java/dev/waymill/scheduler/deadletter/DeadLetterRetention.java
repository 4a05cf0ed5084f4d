package dev.waymill.scheduler.deadletter;

import dev.waymill.runtime.loop.Loop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Deletes dead letters resolved long ago. Open dead letters are kept however old they are. Confined to its loop's
/// thread.
@Component
class DeadLetterRetention {
    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final DeadLetterProperties properties;

    DeadLetterRetention(JdbcClient jdbc, DeadLetterProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Bean
    static Loop deadLetterLoop(DeadLetterRetention keeping) {
        return new Loop("dead-letters", Duration.ofSeconds(10), keeping::tick);
    }

    private static final String FORGET = """
            DELETE FROM dead_letter WHERE id IN (
                SELECT id FROM dead_letter
                WHERE state <> 'dead' AND resolved_at < clock_timestamp() - :millis * INTERVAL '1 millisecond'
                LIMIT :batch
                FOR UPDATE SKIP LOCKED
            )
            """;

    /// @return whether there are more to delete
    boolean tick() {
        return jdbc.sql(FORGET)
                        .param("millis", properties.retention().toMillis())
                        .param("batch", BATCH)
                        .update()
                == BATCH;
    }
}
