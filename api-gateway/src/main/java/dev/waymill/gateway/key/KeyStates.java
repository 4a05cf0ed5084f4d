package dev.waymill.gateway.key;

import java.sql.Types;
import java.util.Collection;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Checks which keys are still valid, for responses that outlive the check of their request. Thread-safe. Uses
/// JDBC because JPA's `IN` has one parameter per key, so each number of keys would be another statement.
@Component
public class KeyStates {
    private final JdbcClient jdbc;

    KeyStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String VALID = """
            SELECT id FROM api_key WHERE id = ANY (:ids::text[]) AND revoked_at IS NULL
            """;

    /// Returns those of the ids whose keys exist and are not revoked.
    public Set<String> valid(Collection<String> ids) {
        return Set.copyOf(jdbc.sql(VALID)
                .param("ids", ids.toArray(String[]::new), Types.ARRAY)
                .query(String.class)
                .list());
    }
}
