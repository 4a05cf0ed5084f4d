package dev.waymill.worker.timeline.read;

import dev.waymill.events.rest.Point;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A point's position in the timeline's order: the next page starts after it. It contains no owner, so a cursor
/// of another owner reveals nothing of theirs.
record Cursor(Instant time, int latE7, int lonE7) {
    private static final Cursor START = new Cursor(Instant.parse("0001-01-01T00:00:00Z"), Integer.MIN_VALUE, 0);

    static Cursor after(Point point) {
        return new Cursor(point.time(), (int) Math.round(point.lat() * 1e7), (int) Math.round(point.lon() * 1e7));
    }

    /// @throws RefusedException when the text is no cursor of ours
    static Cursor parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return START;
        }
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(":", -1);
            if (parts.length == 3) {
                var time = Instant.ofEpochMilli(Long.parseLong(parts[0]));
                if (!time.isBefore(START.time) && time.isBefore(Instant.parse("9999-12-31T00:00:00Z"))) {
                    return new Cursor(time, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
                }
            }
        } catch (DateTimeException | IllegalArgumentException _) {
            // Not even Base64: the same answer as for another text.
        }
        throw new RefusedException(Refusal.INVALID_CURSOR);
    }

    String text() {
        var plain = time.toEpochMilli() + ":" + latE7 + ":" + lonE7;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }
}
