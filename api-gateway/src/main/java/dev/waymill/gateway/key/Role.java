package dev.waymill.gateway.key;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/// What a key allows.
enum Role {
    /// All, and what concerns everybody: keys and limits.
    ADMIN("admin"),
    /// Submits and cancels.
    OPERATOR("operator"),
    /// Looks only.
    VIEWER("viewer");

    @EnumeratedValue
    private final String wireName;

    Role(String wireName) {
        this.wireName = wireName;
    }

    @JsonValue
    String wireName() {
        return wireName;
    }

    static Role ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
