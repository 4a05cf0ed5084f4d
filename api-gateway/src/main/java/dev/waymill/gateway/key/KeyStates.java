package dev.waymill.gateway.key;

import java.sql.Types;
import java.util.Collection;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Which keys are still good, for what goes on after its request was let in. Thread-safe. Not by JPA, whose `IN` has a
/// parameter for each key, so that each number of keys is another statement.
@Component
public class KeyStates {
    private final JdbcClient jdbc;

    KeyStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String VALID = """
            SELECT id FROM api_key WHERE id = ANY (:ids::text[]) AND revoked_at IS NULL
            """;

    /// Those of the keys that are not revoked.
    public Set<String> valid(Collection<String> ids) {
        return Set.copyOf(jdbc.sql(VALID)
                .param("ids", ids.toArray(String[]::new), Types.ARRAY)
                .query(String.class)
                .list());
    }
}
