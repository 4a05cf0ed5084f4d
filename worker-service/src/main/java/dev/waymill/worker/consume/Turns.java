package dev.waymill.worker.consume;

import java.util.concurrent.Executor;

/// Runs turns, so many unfinished ones at the same time at most as the level says. Thread-safe.
interface Turns extends Executor {
    int level();

    /// Holds from now on; what is running finishes.
    void level(int newLevel);

    /// Turns run so far.
    long ended();

    /// Whether as many are running as may, and more are waiting.
    boolean isBusy();

    /// Asks whoever is in the middle of a turn to give up.
    void interrupt();
}
