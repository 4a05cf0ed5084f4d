package dev.waymill.formats.google;

import dev.waymill.formats.reader.PointBuilder;
import org.jspecify.annotations.Nullable;

/// The time span of a stay or movement as written by Google. Emits the points at both ends.
final class Span {
    /// No plausible time.
    static final long NEVER = Long.MIN_VALUE;

    private @Nullable String from;
    private @Nullable String to;
    private long since;
    private long until;

    Span() {
        clear();
    }

    void clear() {
        from = to = null;
        since = until = NEVER;
    }

    void from(@Nullable String time) {
        from = time;
    }

    void to(@Nullable String time) {
        to = time;
    }

    /// Sets the start from a field that is used only if the usual one is missing.
    void orFrom(@Nullable String time) {
        from = from == null ? time : from;
    }

    /// Sets the end from a field that is used only if the usual one is missing.
    void orTo(@Nullable String time) {
        to = to == null ? time : to;
    }

    /// Returns the start as written in the file; null if not read yet.
    @Nullable
    String from() {
        return from;
    }

    /// Emits points for the start and the end of a stay, for each end whose time the source gives. Emits one
    /// point if both ends have the same time, and none without a place.
    ///
    /// @return whether place and times are valid for a visit
    boolean stay(PointBuilder place) {
        if (place.isPositionMissing()) {
            return false;
        }
        if (from != null || to == null) {
            since = time(place, from);
            place.end();
        }
        if (to != null) {
            until = time(place, to);
            if (until == NEVER || until != since) {
                place.end();
            }
        }
        return place.isPlaced() && isWhole();
    }

    /// Emits points for the start and the end of a movement, for each end whose place the source gives. Emits
    /// one point if both ends have the same time.
    ///
    /// @return whether the times are valid for a movement
    boolean move(PointBuilder start, PointBuilder end) {
        since = time(start, from);
        until = time(end, to);
        if (!start.isPositionMissing()) {
            start.end();
        }
        if (!end.isPositionMissing() && (start.isPositionMissing() || until == NEVER || until != since)) {
            end.end();
        }
        return isWhole();
    }

    private static long time(PointBuilder fix, @Nullable String written) {
        fix.time().any(written);
        return fix.isTimed() ? fix.time().millis() : NEVER;
    }

    /// Whether start and end are plausible and in order. Valid after the points were emitted, as are the
    /// methods below.
    boolean isWhole() {
        return since != NEVER && until != NEVER && since <= until;
    }

    /// The start in epoch milliseconds, or [#NEVER].
    long since() {
        return since;
    }

    /// The end in epoch milliseconds, or [#NEVER].
    long until() {
        return until;
    }
}
