package dev.waymill.gateway.outbox;

import dev.waymill.runtime.loop.Loop;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A tick that does nothing until its topics exist. Otherwise the broker would create a topic at its first
/// record, with the default number of partitions. Confined to its loop's thread.
final class TopicsFirst implements Loop.Tick {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsFirst.class);

    private final String what;
    private final BooleanSupplier topics;
    private final Loop.Tick tick;
    private boolean ready;
    private boolean hasWarned;

    /// @param what waits meanwhile, for the log
    /// @param topics creates missing topics; returns false while the broker is unavailable
    TopicsFirst(String what, BooleanSupplier topics, Loop.Tick tick) {
        this.what = what;
        this.topics = topics;
        this.tick = tick;
    }

    @Override
    public boolean run() throws Exception {
        ready = ready || topics.getAsBoolean();
        if (ready) {
            return tick.run();
        }
        if (!hasWarned) {
            LOG.warn("Kafka is unavailable; accepted {} wait in the database", what);
            hasWarned = true;
        }
        return false;
    }
}
