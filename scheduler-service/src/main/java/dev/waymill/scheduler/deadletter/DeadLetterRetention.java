package dev.waymill.scheduler.deadletter;

import dev.waymill.runtime.loop.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Deletes dead letters resolved long ago, and counts open ones. Open dead letters are kept however old they
/// are. Confined to its loop's thread.
@Component
class DeadLetterRetention {
    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final DeadLetterProperties properties;
    private final AtomicLong open;

    DeadLetterRetention(JdbcClient jdbc, DeadLetterProperties properties, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.open = metrics.gauge("waymill.dead.letters.open", new AtomicLong());
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

    private static final String COUNT = """
            SELECT count(*) FROM dead_letter WHERE state = 'dead'
            """;

    /// @return whether there are more to delete
    boolean tick() {
        open.set(jdbc.sql(COUNT).query(Long.class).single());
        return jdbc.sql(FORGET)
                        .param("millis", properties.retention().toMillis())
                        .param("batch", BATCH)
                        .update()
                == BATCH;
    }
}
