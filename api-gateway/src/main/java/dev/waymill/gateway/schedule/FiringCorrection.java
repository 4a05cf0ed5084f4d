package dev.waymill.gateway.schedule;

import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.runtime.loop.Loop;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Calculates the next firings of all cron schedules again, at startup and once a day: they were stored under
/// the rules of the version that calculated them, which may have read the expression in another way, or had
/// older rules of the time zone. Thread-safe; several gateways may do so at once.
@Component
class FiringCorrection {
    private static final Logger LOG = LoggerFactory.getLogger(FiringCorrection.class);
    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final DueSchedules due;

    FiringCorrection(JdbcClient jdbc, DueSchedules due) {
        this.jdbc = jdbc;
        this.due = due;
    }

    @Bean
    static Loop firingCorrectionLoop(FiringCorrection correction) {
        return new Loop("schedule-corrections", Duration.ofDays(1), correction::tick);
    }

    private record Stored(UUID id, String cron, String timeZone, Instant nextAt) {
        static Stored of(ResultSet row, int number) throws SQLException {
            return new Stored(
                    row.getObject("id", UUID.class),
                    row.getString("cron"),
                    row.getString("time_zone"),
                    row.getTimestamp("next_at").toInstant());
        }
    }

    private static final String PAGE = """
            SELECT id, cron, time_zone, next_at FROM schedule
            WHERE id > :after AND cron IS NOT NULL AND NOT paused AND next_at > clock_timestamp()
            ORDER BY id
            LIMIT :limit
            """;

    /// @return false: it checks all schedules in one pass
    boolean tick() {
        var last = new UUID(0, 0);
        List<Stored> page;
        do {
            page = jdbc.sql(PAGE)
                    .param("after", last)
                    .param("limit", BATCH)
                    .query(Stored::of)
                    .list();
            page.forEach(this::correct);
            last = page.isEmpty() ? last : page.getLast().id();
        } while (page.size() == BATCH);
        return false;
    }

    /// Changes nothing if the schedule was changed or has fired since it was read.
    private static final String CORRECT = """
            UPDATE schedule SET next_at = :next
            WHERE id = :id AND next_at = :was AND cron = :cron AND time_zone = :timeZone
            """;

    private void correct(Stored stored) {
        try {
            var next = new Cron(stored.cron(), ZoneId.of(stored.timeZone())).after(due.now());
            if (next.isPresent() && !next.get().equals(stored.nextAt())) {
                LOG.info("schedule={} fires at {} and not at {}", stored.id(), next.get(), stored.nextAt());
                jdbc.sql(CORRECT)
                        .param("next", Timestamp.from(next.get()))
                        .param("id", stored.id())
                        .param("was", Timestamp.from(stored.nextAt()))
                        .param("cron", stored.cron())
                        .param("timeZone", stored.timeZone())
                        .update();
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            LOG.error("schedule={} cannot be read: {}", stored.id(), e.getMessage());
        }
    }
}
