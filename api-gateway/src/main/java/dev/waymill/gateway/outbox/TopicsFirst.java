package dev.waymill.gateway.outbox;

import dev.waymill.runtime.loop.Loop;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A tick that waits until its topics exist: otherwise the broker would create them at the first record, with
/// its own number of partitions. Confined to its loop's thread.
final class TopicsFirst implements Loop.Tick {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsFirst.class);

    private final BooleanSupplier topics;
    private final Loop.Tick tick;
    private boolean ready;
    private boolean hasWarned;

    /// @param topics makes those that are missing; false while the broker is away
    TopicsFirst(BooleanSupplier topics, Loop.Tick tick) {
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
            LOG.warn("Kafka is unavailable; accepted jobs wait in the database");
            hasWarned = true;
        }
        return false;
    }
}
