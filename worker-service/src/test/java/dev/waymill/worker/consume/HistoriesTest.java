package dev.waymill.worker.consume;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/// Invariant 7, over random histories: a committed offset never passes an unfinished record, a restart does not
/// run again what was finished at the last commit, and nothing is lost.
class HistoriesTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.waymill.worker.consume");

    /// Handlers fail thousands of times here.
    @BeforeContainer
    static void silenceLogging() {
        LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void restoreLogging() {
        LOG.setLevel(null);
    }

    @Property(tries = 100_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void no_random_history_breaks_the_offsets_of_a_partition(@ForAll long seed) {
        var history = new History(seed);
        for (int i = 0; i < 80; i++) {
            history.step();
        }
        history.end();
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void no_random_history_breaks_the_state_of_a_consumer(@ForAll long seed) {
        var history = new EngineHistory(seed);
        for (int i = 0; i < 120; i++) {
            history.step();
        }
        history.end();
    }
}
