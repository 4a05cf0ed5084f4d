package dev.waymill.gateway.key;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key as the database has it: the hash of its secret, never the secret.
@Entity
@Table(name = "api_key")
final class StoredKey {
    /// The part of the key that is no secret.
    @Id
    private String id;

    private String owner;

    @Enumerated(EnumType.STRING)
    private Role role;

    private String name;
    private byte[] secretHash;

    /// By the database's clock.
    @Column(insertable = false, updatable = false)
    private Instant createdAt;

    private @Nullable Instant revokedAt;

    /// Null until it is saved: a key is inserted, or refused, and never takes the place of another.
    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway.Init")
    private StoredKey() {}

    /// A new key.
    ///
    /// @param name what its maker calls it
    @SuppressWarnings("NullAway.Init")
    StoredKey(ApiKey key, String owner, Role role, String name) {
        this.id = key.id();
        this.secretHash = key.secretHash();
        this.owner = owner;
        this.role = role;
        this.name = name;
    }

    String id() {
        return id;
    }

    String owner() {
        return owner;
    }

    Role role() {
        return role;
    }

    String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }

    /// Since when it is refused; null while it is good.
    @Nullable
    Instant revokedAt() {
        return revokedAt;
    }
}
