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

/// An API key in the database, with the hash of its secret instead of the secret.
@Entity
@Table(name = "api_key")
final class StoredKey {
    /// The non-secret part of the key.
    @Id
    private String id;

    private String owner;

    @Enumerated(EnumType.STRING)
    private Role role;

    private String name;
    private byte[] secretHash;

    /// Set by the database's clock.
    @Column(insertable = false, updatable = false)
    private Instant createdAt;

    private @Nullable Instant revokedAt;

    /// Null until the key is saved. A key is inserted or refused; it never overwrites another.
    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway.Init")
    private StoredKey() {}

    /// Creates a key that is not saved yet.
    ///
    /// @param name a label for people
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

    /// When the key was revoked; null while it is valid.
    @Nullable
    Instant revokedAt() {
        return revokedAt;
    }
}
