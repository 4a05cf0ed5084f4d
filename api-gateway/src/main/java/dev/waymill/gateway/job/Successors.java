package dev.waymill.gateway.job;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds the job that has taken the place of a failed or cancelled one: one with the same unique key within
/// its period, or the import of the same file. Thread-safe.
///
/// It is read without a lock. An equal submission at the same moment as a retry may make two jobs run; both
/// were requested.
@Repository
public class Successors {
    private final JdbcClient jdbc;

    Successors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FIND = """
            SELECT other.id
            FROM job mine JOIN job other ON other.owner = mine.owner AND other.type = mine.type
                                            AND other.unique_key = mine.unique_key AND other.id <> mine.id
            WHERE mine.id = :id AND other.state NOT IN ('failed', 'cancelled')
              AND (mine.unique_until IS NULL
                   OR other.created_at > clock_timestamp() - (mine.unique_until - mine.created_at))
            UNION ALL
            SELECT other.id
            FROM job mine JOIN job other ON other.owner = mine.owner AND other.sha256 = mine.sha256 AND other.id <> mine.id
            WHERE mine.id = :id AND other.state NOT IN ('failed', 'cancelled') AND other.reverted_by IS NULL
              AND other.payload ->> 'format' IS NOT DISTINCT FROM mine.payload ->> 'format'
              AND (other.payload ->> 'columns')::jsonb IS NOT DISTINCT FROM (mine.payload ->> 'columns')::jsonb
              AND other.payload ->> 'onDamage' IS NOT DISTINCT FROM mine.payload ->> 'onDamage'
            LIMIT 1
            """;

    /// @param job a failed or cancelled job
    public Optional<UUID> of(UUID job) {
        return jdbc.sql(FIND).param("id", job).query(UUID.class).optional();
    }
}
