package dev.waymill.gateway.key;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a key allows.
enum Role {
    /// All, and what concerns everybody: keys and limits.
    ADMIN,
    /// Submits and cancels.
    OPERATOR,
    /// Looks only.
    VIEWER;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
