package dev.waymill.scheduler.retention;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The database's clock. A scheduler whose own clock is a month ahead must not delete a month of jobs.
final class DatabaseClock extends Clock {
    private final JdbcClient jdbc;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String NOW = """
            SELECT clock_timestamp()
            """;

    @Override
    public Instant instant() {
        return jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("This clock has only UTC");
    }
}
