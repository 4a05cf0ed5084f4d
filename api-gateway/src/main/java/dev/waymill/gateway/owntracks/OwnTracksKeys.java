package dev.waymill.gateway.owntracks;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The keys of devices in the database. Thread-safe.
@Component
final class OwnTracksKeys {
    /// The most devices of an owner that have a key.
    static final int MOST = 1_000;

    private final JdbcClient jdbc;

    OwnTracksKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FIND = "SELECT key FROM owntracks_key WHERE owner = :owner AND device = :device";

    Optional<byte[]> find(String owner, String device) {
        return jdbc.sql(FIND)
                .param("owner", owner)
                .param("device", device)
                .query((row, _) -> row.getBytes("key"))
                .optional();
    }

    private static final String WHEN_SET = "SELECT set_at FROM owntracks_key WHERE owner = :owner AND device = :device";

    /// Returns when the key of the device was set; empty if it has none.
    Optional<Instant> whenSet(String owner, String device) {
        return jdbc.sql(WHEN_SET)
                .param("owner", owner)
                .param("device", device)
                .query((row, _) -> row.getTimestamp("set_at").toInstant())
                .optional();
    }

    /// The count is not exact if keys are set at the same time; it only bounds the table.
    private static final String SET = """
            INSERT INTO owntracks_key (owner, device, key)
            SELECT :owner, :device, :key
            WHERE (SELECT count(*) FROM owntracks_key WHERE owner = :owner AND device <> :device) < :most
            ON CONFLICT (owner, device) DO UPDATE SET key = excluded.key, set_at = now()
            """;

    /// @return false if the owner has too many keys
    boolean set(String owner, String device, byte[] key) {
        return jdbc.sql(SET)
                        .param("owner", owner)
                        .param("device", device)
                        .param("key", key)
                        .param("most", MOST)
                        .update()
                > 0;
    }

    private static final String REMOVE = "DELETE FROM owntracks_key WHERE owner = :owner AND device = :device";

    void remove(String owner, String device) {
        jdbc.sql(REMOVE).param("owner", owner).param("device", device).update();
    }
}
