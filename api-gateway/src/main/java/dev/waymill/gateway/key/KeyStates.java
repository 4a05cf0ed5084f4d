package dev.waymill.gateway.key;

import java.sql.Types;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Checks which keys are valid. Thread-safe.
///
/// Uses JDBC, since every request checks its key and JPA needs three times the CPU time for that (64 instead of
/// 20 µs). JDBC also passes a set of keys as one array parameter.
@Component
public class KeyStates {
    private final JdbcClient jdbc;

    KeyStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The columns needed to check a key. Credentials are never compared, so the array component does no harm.
    @SuppressWarnings("ArrayRecordComponent")
    record Credential(byte[] secretHash, String owner, Role role) {}

    private static final String FIND_VALID = """
            SELECT secret_hash, owner, role FROM api_key WHERE id = :id AND revoked_at IS NULL
            """;

    /// @return empty if the key does not exist or is revoked
    Optional<Credential> findValid(String id) {
        return jdbc.sql(FIND_VALID)
                .param("id", id)
                .query((row, _) -> new Credential(
                        row.getBytes("secret_hash"), row.getString("owner"), Role.ofWireName(row.getString("role"))))
                .optional();
    }

    private static final String VALID = """
            SELECT id FROM api_key WHERE id = ANY (:ids::text[]) AND revoked_at IS NULL
            """;

    /// Returns the ids of the keys that exist and are not revoked.
    public Set<String> valid(Collection<String> ids) {
        return Set.copyOf(jdbc.sql(VALID)
                .param("ids", ids.toArray(String[]::new), Types.ARRAY)
                .query(String.class)
                .list());
    }
}
