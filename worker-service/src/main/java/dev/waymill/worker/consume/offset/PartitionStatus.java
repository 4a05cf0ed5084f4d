package dev.waymill.worker.consume.offset;

import java.time.Duration;

/// The state of one partition at the poll thread's last update, about a second ago.
///
/// @param inFlight records taken and not finished
/// @param watermark the offset that is, or will be, committed: the lowest unfinished record, if there is one
/// @param lag records between the watermark and the partition's end
/// @param spread offsets between the watermark and the last record taken
/// @param oldestAge how long the record at the watermark has been in flight; zero if there is none
/// @param commits how often its offset was committed
/// @param skipped records that were finished before the last restart or rebalance and did not run again
/// @param givenUp records that went to [RecordHandler#deadLetter]
public record PartitionStatus(
        String topic,
        int partition,
        int inFlight,
        long watermark,
        long lag,
        long spread,
        Duration oldestAge,
        long commits,
        long skipped,
        long givenUp) {
    public static PartitionStatus unknown(String topic, int partition) {
        return new PartitionStatus(topic, partition, 0, -1, 0, 0, Duration.ZERO, 0, 0, 0);
    }
}
