package dev.waymill.runtime.metrics;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Queries for samples. Each statement is cancelled after a few seconds: a sample that is slow when the
/// database is busy must not make it busier.
public final class SampleQueries {
    private static final int LONGEST_SECONDS = 5;

    private SampleQueries() {}

    public static JdbcClient on(DataSource database) {
        var jdbc = new JdbcTemplate(database);
        jdbc.setQueryTimeout(LONGEST_SECONDS);
        return JdbcClient.create(jdbc);
    }
}
