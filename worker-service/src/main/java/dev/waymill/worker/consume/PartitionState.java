package dev.waymill.worker.consume;

import java.util.TreeMap;

/// Which records of one partition are taken and not yet finished. Confined to the poll thread.
///
/// Offsets may have gaps (transaction markers, compaction): the state goes by the offsets it has seen, never by
/// counting.
final class PartitionState {
    /// Taken offsets from the watermark on, each with whether it is finished.
    private final TreeMap<Long, Boolean> taken = new TreeMap<>();

    private long committable;
    private long committed;

    /// @param position the offset the consumer reads first
    PartitionState(long position) {
        committable = position;
        committed = position;
    }

    /// A record was handed out. One that was handed out before (a rebalance brought it again) stays as it was.
    ///
    /// @return whether it is new here
    boolean take(long offset) {
        return offset >= committable && taken.putIfAbsent(offset, false) == null;
    }

    /// A record's work is over. One that this state never handed out changes nothing.
    void finish(long offset) {
        taken.computeIfPresent(offset, (_, _) -> true);
        for (var first = taken.firstEntry(); first != null && first.getValue(); first = taken.firstEntry()) {
            taken.pollFirstEntry();
            committable = first.getKey() + 1;
        }
    }

    /// The offset to commit: everything below it is finished.
    long committable() {
        return committable;
    }

    boolean hasNews() {
        return committable > committed;
    }

    void markCommitted(long offset) {
        committed = Math.max(committed, offset);
    }
}
