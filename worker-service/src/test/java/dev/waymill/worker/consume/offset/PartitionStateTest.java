package dev.waymill.worker.consume.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Example;

class PartitionStateTest {
    private final Map<Long, PendingOffset> slots = new HashMap<>();
    private PartitionState state = new PartitionState(4096);

    @Example
    void the_watermark_stays_at_the_lowest_unfinished_record() {
        take(5, 6, 7);

        finish(6, 7);

        assertThat(state.watermark()).isEqualTo(5);
        assertThat(state.spread()).isEqualTo(3);
    }

    @Example
    void finishing_the_last_gap_moves_the_watermark_past_all_finished_records() {
        take(5, 6, 7);
        finish(6, 7);

        finish(5);

        assertThat(state.watermark()).isEqualTo(8);
        assertThat(state.hasChanges()).isTrue();
    }

    @Example
    void gaps_in_the_offsets_do_not_block_the_watermark() {
        take(5, 9, 1_000_000_000_000L);

        finish(5, 9, 1_000_000_000_000L);

        assertThat(state.watermark()).isEqualTo(1_000_000_000_001L);
    }

    @Example
    void an_idle_partition_commits_past_the_transaction_marker_at_its_end() {
        take(5);
        finish(5);

        state.pass(8);

        assertThat(state.watermark()).isEqualTo(8);
    }

    @Example
    void a_position_beyond_unfinished_records_does_not_commit_them() {
        take(5);

        state.pass(8);

        assertThat(state.watermark()).isEqualTo(5);
    }

    @Example
    void finishing_twice_or_in_an_older_state_changes_nothing() {
        take(5, 6);
        finish(5, 5);
        var elsewhere = new PendingOffset(6);

        state.finish(elsewhere);

        assertThat(state.watermark()).isEqualTo(6);
        assertThat(state.unfinished()).isEqualTo(1);
    }

    @Example
    void only_unfinished_records_run_after_a_restart() {
        take(5, 6, 7, 8, 9);
        finish(6, 7, 9);

        restart();

        assertThat(state.take(slot(5))).isTrue();
        assertThat(state.take(slot(6))).isFalse();
        assertThat(state.take(slot(7))).isFalse();
        assertThat(state.take(slot(8))).isTrue();
        assertThat(state.take(slot(9))).isFalse();
        assertThat(state.take(slot(10))).isTrue();
    }

    @Example
    void a_commit_between_restart_and_redelivery_keeps_finished_records() {
        take(5, 6, 7, 8, 9);
        finish(6, 7, 9);
        restart();
        take(5);

        restart();

        take(5);
        assertThat(state.take(slot(6))).isFalse();
        assertThat(state.take(slot(9))).isFalse();
    }

    @Example
    void an_unfinished_record_removed_by_compaction_does_not_block_the_watermark() {
        take(5, 6, 7);
        finish(6);
        restart();

        take(7);
        finish(7);

        assertThat(state.watermark()).isEqualTo(8);
    }

    @Example
    void a_partition_takes_no_more_than_its_metadata_can_hold() {
        state = new PartitionState(64);
        long offset = 0;
        while (state.hasCapacityFor(offset)) {
            take(offset);
            offset += 1_000;
        }

        assertThat(state.unfinished()).isGreaterThan(5);
        assertThat(state.beyond().encode()).hasSizeLessThanOrEqualTo(64);
        finish(2_000);
        assertThat(state.hasCapacityFor(offset)).isTrue();
    }

    private void restart() {
        var committed = state.beyond();
        state = new PartitionState(
                OffsetMetadata.decode(committed.encode(), committed.offset()).orElseThrow(), 4096);
    }

    private PendingOffset slot(long offset) {
        var slot = new PendingOffset(offset);
        slots.put(offset, slot);
        return slot;
    }

    private void take(long... offsets) {
        for (long offset : offsets) {
            assertThat(state.take(slot(offset))).isTrue();
        }
    }

    private void finish(long... offsets) {
        for (long offset : offsets) {
            state.finish(Objects.requireNonNull(slots.get(offset)));
        }
    }
}
