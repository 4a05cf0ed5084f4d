package dev.waymill.worker.imports;

import dev.waymill.worker.timeline.ImportSpan;
import dev.waymill.worker.timeline.StagedPoints;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An import row.
///
/// @param no its number, which its points contain
/// @param isStream whether it is a live stream, which goes on
/// @param fence incremented by each new staging; only the newest staging's table counts
/// @param staged points in that table
/// @param generation the generation of its job that last staged or discarded it
/// @param span the span of its points; null if there are none
public record Import(
        int no,
        int ownerNo,
        State state,
        boolean isStream,
        int fence,
        long staged,
        int generation,
        @Nullable ImportSpan span) {
    /// The state of an import. A staging that dies leaves `STAGING`, and the next attempt starts a new one.
    public enum State {
        STAGING,
        STAGED,
        PROMOTED,
        DISCARDED,
        REVERTED;

        static State of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /// As in the database and in JSON.
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The state for an attempt of that generation of the job. For an earlier one the import is discarded; a later
    /// one stages a discarded import again.
    public State stateFor(int attempted) {
        if (attempted < generation) {
            return State.DISCARDED;
        }
        return state == State.DISCARDED && attempted > generation ? State.STAGING : state;
    }

    /// A copy in the state DISCARDED.
    public Import discarded() {
        return new Import(no, ownerNo, State.DISCARDED, isStream, fence, staged, generation, span);
    }

    /// Whether it was promoted, even if it was reverted later.
    public boolean wasPromoted() {
        return state == State.PROMOTED || state == State.REVERTED;
    }

    /// Name of the newest staging's table. It contains only two numbers, so it needs no quoting.
    public String table() {
        return "staging.import_" + no + "_" + fence;
    }

    /// The points of the newest staging; empty if there are none.
    public Optional<StagedPoints> stagedPoints() {
        return Optional.ofNullable(span).map(all -> StagedPoints.inTable(all, table(), staged));
    }
}
