package dev.waymill.worker.consume.offset;

import java.time.Duration;

/// How one partition stood when the poll thread looked last, about a second ago.
///
/// @param inFlight records taken and not finished
/// @param watermark the offset that is, or will be, committed: the lowest unfinished record, when there is one
/// @param lag records between the watermark and the partition's end
/// @param spread offsets that the work has run ahead of the watermark
/// @param oldestAge since when the record at the watermark has been in work; zero when there is none
/// @param commits commits of its offset
/// @param skipped records that had been finished before the last restart or rebalance and did not run again
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
