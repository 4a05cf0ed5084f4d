package dev.waymill.gateway.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The keys in the database. Thread-safe.
@Repository
class KeyStore {
    private final JdbcClient jdbc;

    KeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A key as the database has it: everything but the secret.
    ///
    /// @param id the part of the key that is no secret
    /// @param name what its maker called it
    /// @param revokedAt since when it is refused; null while it is good
    record StoredKey(
            String id,
            String owner,
            Role role,
            String name,
            Instant createdAt,
            @Nullable Instant revokedAt) {
        static StoredKey of(ResultSet row, int number) throws SQLException {
            var revokedAt = row.getTimestamp("revoked_at");
            return new StoredKey(
                    row.getString("id"),
                    row.getString("owner"),
                    Role.ofWireName(row.getString("role")),
                    row.getString("name"),
                    row.getTimestamp("created_at").toInstant(),
                    revokedAt == null ? null : revokedAt.toInstant());
        }
    }

    /// What it takes to check a key. Two of them are never compared as records, so the array does no harm.
    @SuppressWarnings("ArrayRecordComponent")
    record Credential(byte[] secretHash, String owner, Role role) {}

    private static final String INSERT = """
            INSERT INTO api_key (id, owner, role, name, secret_hash)
            VALUES (:id, :owner, :role, :name, :hash)
            ON CONFLICT (id) DO NOTHING
            """;

    /// Adds the key, unless one of its id is there already.
    boolean insert(ApiKey key, String owner, Role role, String name) {
        return jdbc.sql(INSERT)
                        .param("id", key.id())
                        .param("owner", owner)
                        .param("role", role.wireName())
                        .param("name", name)
                        .param("hash", key.secretHash())
                        .update()
                == 1;
    }

    private static final String FIND_VALID = """
            SELECT secret_hash, owner, role FROM api_key WHERE id = :id AND revoked_at IS NULL
            """;

    Optional<Credential> findValid(String id) {
        return jdbc.sql(FIND_VALID)
                .param("id", id)
                .query((row, _) -> new Credential(
                        row.getBytes("secret_hash"), row.getString("owner"), Role.ofWireName(row.getString("role"))))
                .optional();
    }

    private static final String LIST = """
            SELECT id, owner, role, name, created_at, revoked_at FROM api_key ORDER BY created_at, id
            """;

    List<StoredKey> list() {
        return jdbc.sql(LIST).query(StoredKey::of).list();
    }

    private static final String FIND = """
            SELECT id, owner, role, name, created_at, revoked_at FROM api_key WHERE id = :id
            """;

    Optional<StoredKey> find(String id) {
        return jdbc.sql(FIND).param("id", id).query(StoredKey::of).optional();
    }

    private static final String REVOKE = """
            UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = :id
            """;

    /// Revokes the key; doing it twice changes nothing.
    boolean revoke(String id) {
        return jdbc.sql(REVOKE).param("id", id).update() == 1;
    }
}
