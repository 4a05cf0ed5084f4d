package dev.waymill.scheduler.deadletter;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A query for dead letters.
///
/// @param owner the owner; `*` for all letters, also those without an owner; the gateway grants that to admins
///     only
record DeadLetterQuery(String owner, Filter filter) {

    /// A null part does not filter.
    ///
    /// @param from died at or after that time
    /// @param to died before that time
    record Filter(
            @Nullable String type,
            @Nullable String errorClass,
            @Nullable String state,
            @Nullable Instant from,
            @Nullable Instant to) {
        static final Filter ALL = new Filter(null, null, null, null, null);
    }

    /// A position in the list, newest first.
    record Position(Instant deadAt, UUID id) {
        private static final int BYTES = 24;
        /// Where every list begins.
        static final Position START = new Position(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

        /// Opaque to callers: microseconds and id, in Base64.
        String toCursor() {
            byte[] place = ByteBuffer.allocate(BYTES)
                    .putLong(deadAt.getEpochSecond() * 1_000_000 + deadAt.getNano() / 1_000)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
        }

        /// @return empty if it is not a valid cursor
        static Optional<Position> ofCursor(String cursor) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(cursor);
                if (bytes.length != BYTES) {
                    return Optional.empty();
                }
                var place = ByteBuffer.wrap(bytes);
                long micros = place.getLong();
                var deadAt = Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
                var position = new Position(deadAt, new UUID(place.getLong(), place.getLong()));
                return position.deadAt().isAfter(START.deadAt()) ? Optional.empty() : Optional.of(position);
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }
}
