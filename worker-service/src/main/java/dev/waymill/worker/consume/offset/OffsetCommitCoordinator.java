package dev.waymill.worker.consume.offset;

import dev.waymill.worker.consume.offset.PartitionState.Mark;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Decides when offsets are committed, and which. Only one commit is in flight at a time, so an older one
/// cannot overtake a newer one. Has no threads and no client; confined to the poll thread.
public final class OffsetCommitCoordinator {
    private final long everyNanos;
    private final Map<TopicPartition, PartitionState> states = new HashMap<>();
    private int metadataChars;
    private boolean commitPending;
    private long lastNanos;

    /// @param every how long a finished record may wait for its commit; until then it runs again after a crash
    /// @param metadataChars the broker's limit, its `offset.metadata.max.bytes`
    public OffsetCommitCoordinator(Duration every, int metadataChars, long nowNanos) {
        this.everyNanos = every.toNanos();
        this.metadataChars = metadataChars;
        this.lastNanos = nowNanos;
    }

    public void add(TopicPartition partition, PartitionState state) {
        states.put(partition, state);
    }

    /// Removes a partition that is no longer assigned; a pending commit then has no effect here.
    public void remove(TopicPartition partition) {
        states.remove(partition);
    }

    /// What to commit now: nothing before the interval is over, or while another commit is pending.
    public Commit due(long nowNanos) {
        if (commitPending || nowNanos - lastNanos < everyNanos) {
            return Commit.NOTHING;
        }
        lastNanos = nowNanos;
        var commit = all(states.keySet());
        commitPending = !commit.isEmpty();
        return commit;
    }

    /// All uncommitted offsets of those partitions, which are about to be revoked.
    public Commit all(Collection<TopicPartition> partitions) {
        var commit = new Commit(new HashMap<>(), new HashMap<>(), 0);
        for (var partition : partitions) {
            var state = states.get(partition);
            if (state != null && state.hasChanges() && state.watermark() >= 0) {
                commit = add(commit, partition, state);
            }
        }
        return commit;
    }

    private Commit add(Commit commit, TopicPartition partition, PartitionState state) {
        var beyond = state.beyond();
        var text = beyond.encode();
        boolean fits = text.length() <= metadataChars;
        commit.offsets().put(partition, new OffsetAndMetadata(state.watermark(), fits ? text : ""));
        commit.marks().put(state, state.mark());
        return fits ? commit : new Commit(commit.offsets(), commit.marks(), commit.unheld() + beyond.finished());
    }

    /// The broker has the commit. A partition that was revoked and assigned again has a new state object, so
    /// this does not change it.
    public void succeeded(Commit commit) {
        commitPending = false;
        commit.marks().forEach(PartitionState::markCommitted);
    }

    /// The commit failed; its offsets stay uncommitted.
    public void failed() {
        commitPending = false;
    }

    /// The broker allows less metadata than configured: from now on commits contain less.
    public void metadataRefused() {
        metadataChars /= 2;
        commitPending = false;
    }

    /// @param offsets what to commit
    /// @param marks what of each partition's state the commit covers; keys are compared by identity
    /// @param unheld finished offsets that the metadata cannot hold; they run again after a crash
    public record Commit(Map<TopicPartition, OffsetAndMetadata> offsets, Map<PartitionState, Mark> marks, long unheld) {
        static final Commit NOTHING = new Commit(Map.of(), Map.of(), 0);

        public boolean isEmpty() {
            return offsets.isEmpty();
        }
    }
}
