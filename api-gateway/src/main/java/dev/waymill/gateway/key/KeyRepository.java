package dev.waymill.gateway.key;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/// The keys in the database. Thread-safe.
interface KeyRepository extends Repository<StoredKey, String> {
    /// @throws org.springframework.dao.DataIntegrityViolationException when there is a key with this id
    void save(StoredKey key);

    Optional<StoredKey> findById(String id);

    List<StoredKey> findAllByOrderByCreatedAtAscIdAsc();

    /// What it takes to check a key. Two of them are never compared as records, so the array does no harm.
    @SuppressWarnings("ArrayRecordComponent")
    record Credential(byte[] secretHash, String owner, Role role) {}

    /// Asked for each request: without a transaction it is one statement, and a record is not managed.
    Optional<Credential> findByIdAndRevokedAtIsNull(String id);

    String REVOKE = """
            UPDATE api_key SET revoked_at = coalesce(revoked_at, now()), version = version + 1 WHERE id = :id
            """;

    /// Revokes the key; doing it twice changes nothing.
    ///
    /// @return how many keys have this id
    @Transactional
    @Modifying
    @NativeQuery(REVOKE)
    int revoke(String id);
}
