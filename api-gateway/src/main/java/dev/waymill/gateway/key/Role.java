package dev.waymill.gateway.key;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/// The permissions of a key.
enum Role {
    /// May do everything, including what affects all owners: keys and limits.
    ADMIN("admin"),
    /// May submit, change and cancel.
    OPERATOR("operator"),
    /// May only read.
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
