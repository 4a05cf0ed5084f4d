package dev.waymill.worker.consume;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// Invariant 7, over random histories: a committed offset never passes an unfinished record, a restart does not
/// run again what was finished at the last commit, and nothing is lost.
class HistoriesTest {
    @Property(tries = 100_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void no_history_breaks_the_offsets_of_a_partition(@ForAll long seed) {
        var history = new History(seed);
        for (int i = 0; i < 80; i++) {
            history.step();
        }
        history.end();
    }
}
