package dev.waymill.scheduler.deadletter;

import dev.waymill.events.rest.DeadLetterFilter;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// A query for dead letters.
///
/// @param owner whose; `*` for everybody's and nobody's, which only the gateway grants, and only to admins
record DeadLetterQuery(String owner, DeadLetterFilter filter) {
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

        /// @throws RefusedException when that is no cursor of ours
        static Position ofCursor(String cursor) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(cursor);
                if (bytes.length == BYTES) {
                    var place = ByteBuffer.wrap(bytes);
                    long micros = place.getLong();
                    var deadAt = Instant.ofEpochSecond(
                            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
                    if (!deadAt.isAfter(START.deadAt())) {
                        return new Position(deadAt, new UUID(place.getLong(), place.getLong()));
                    }
                }
            } catch (IllegalArgumentException _) {
                // Not even Base64: the same answer as for another text.
            }
            throw new RefusedException(Refusal.INVALID_CURSOR);
        }
    }
}
