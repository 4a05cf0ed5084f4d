package dev.waymill.gateway.key;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/// API keys in the database, for admins. Thread-safe.
interface KeyRepository extends Repository<StoredKey, String> {
    /// @throws org.springframework.dao.DataIntegrityViolationException when a key with this id exists
    void save(StoredKey key);

    Optional<StoredKey> findById(String id);

    List<StoredKey> findAllByOrderByCreatedAtAscIdAsc();

    String REVOKE = """
            UPDATE api_key SET revoked_at = coalesce(revoked_at, now()), version = version + 1 WHERE id = :id
            """;

    /// Revokes the key. Repeating this changes nothing.
    ///
    /// @return the number of keys with this id, 0 or 1
    @Transactional
    @Modifying
    @NativeQuery(REVOKE)
    int revoke(String id);
}
