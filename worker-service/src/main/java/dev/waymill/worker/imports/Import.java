package dev.waymill.worker.imports;

import dev.waymill.worker.timeline.ImportSpan;
import dev.waymill.worker.timeline.StagedPoints;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An import as its row tells.
///
/// @param no its short number, which its points carry
/// @param fence grows with every staging that begins; only the newest one's table counts
/// @param staged points in that table
/// @param revival the life of its job in which it was begun or discarded last
/// @param span where its points lie in its owner's timeline; null without any
public record Import(
        int no,
        int ownerNo,
        State state,
        int fence,
        long staged,
        int revival,
        @Nullable ImportSpan span) {
    /// The life of an import. A staging that dies leaves `STAGING`, and the next attempt begins a new one.
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

    /// The state as an attempt in that retry generation sees it: an earlier one sees its own end, a later one
    /// starts again after a discard.
    public State stateIn(int life) {
        if (life < revival) {
            return State.DISCARDED;
        }
        return state == State.DISCARDED && life > revival ? State.STAGING : state;
    }

    /// The same, for whom it is discarded.
    public Import discarded() {
        return new Import(no, ownerNo, State.DISCARDED, fence, staged, revival, span);
    }

    /// Whether it has come into the timeline, whatever became of it there.
    public boolean isOver() {
        return state == State.PROMOTED || state == State.REVERTED;
    }

    /// Name of the table that the newest staging fills. Built from two numbers, so it needs no quoting.
    public String table() {
        return "staging.import_" + no + "_" + fence;
    }

    /// What the newest staging has for the timeline; empty without any point.
    public Optional<StagedPoints> stagedPoints() {
        return Optional.ofNullable(span).map(all -> new StagedPoints(all, table(), staged));
    }
}
