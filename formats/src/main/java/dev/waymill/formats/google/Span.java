package dev.waymill.formats.google;

import dev.waymill.formats.reader.PointBuilder;
import org.jspecify.annotations.Nullable;

/// From when until when its owner stayed or moved, as Google says it; and the points at both ends.
final class Span {
    /// No time that can be believed.
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

    /// The same, from a field that counts only where the usual one is missing.
    void orFrom(@Nullable String time) {
        from = from == null ? time : from;
    }

    /// The same, from a field that counts only where the usual one is missing.
    void orTo(@Nullable String time) {
        to = to == null ? time : to;
    }

    /// As it is written; null while it is not known.
    @Nullable
    String from() {
        return from;
    }

    /// Points for the start and end of a stay, for each end whose time the source gives; one point if both have
    /// the same time, none without a place.
    ///
    /// @return whether place and times are good for a visit
    boolean stay(PointBuilder place) {
        if (place.isNowhere()) {
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

    /// Points for the start and end of a movement, for each end whose place the source gives; one point if both
    /// have the same time.
    ///
    /// @return whether the times are good for a movement
    boolean move(PointBuilder start, PointBuilder end) {
        since = time(start, from);
        until = time(end, to);
        if (!start.isNowhere()) {
            start.end();
        }
        if (!end.isNowhere() && (start.isNowhere() || until == NEVER || until != since)) {
            end.end();
        }
        return isWhole();
    }

    private static long time(PointBuilder fix, @Nullable String written) {
        fix.time().any(written);
        return fix.isTimed() ? fix.time().millis() : NEVER;
    }

    /// Whether it has a beginning and an end, in that order; known once its points are made, as all below.
    boolean isWhole() {
        return since != NEVER && until != NEVER && since <= until;
    }

    /// In epoch milliseconds, or [#NEVER].
    long since() {
        return since;
    }

    /// In epoch milliseconds, or [#NEVER].
    long until() {
        return until;
    }
}
