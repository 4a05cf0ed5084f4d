package dev.waymill.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PartitionStateTest {
    @Example
    void nothing_is_committable_before_the_first_is_finished() {
        var state = taken(5, 6, 7);

        state.finish(6);
        state.finish(7);

        assertThat(state.committable()).isEqualTo(5);
        assertThat(state.hasNews()).isFalse();
    }

    @Example
    void the_last_missing_one_moves_the_watermark_past_all_that_is_finished() {
        var state = taken(5, 6, 7);
        state.finish(6);
        state.finish(7);

        state.finish(5);

        assertThat(state.committable()).isEqualTo(8);
        assertThat(state.hasNews()).isTrue();
    }

    @Example
    void gaps_in_the_offsets_do_not_hold_it_up() {
        var state = taken(5, 9, 1_000);

        state.finish(5);
        state.finish(9);
        state.finish(1_000);

        assertThat(state.committable()).isEqualTo(1_001);
    }

    @Example
    void a_record_that_comes_again_is_not_handed_out_again() {
        var state = taken(5, 6);
        state.finish(5);

        assertThat(state.take(5)).isFalse();
        assertThat(state.take(6)).isFalse();
        assertThat(state.take(7)).isTrue();
    }

    @Example
    void a_record_that_was_never_taken_changes_nothing() {
        var state = taken(5);

        state.finish(4);
        state.finish(99);

        assertThat(state.committable()).isEqualTo(5);
    }

    @Property
    void the_watermark_never_passes_an_unfinished_record(@ForAll("finishing") List<Integer> finishing) {
        var offsets = new TreeSet<>(finishing);
        var state = new PartitionState(0);
        offsets.forEach(state::take);
        var unfinished = new TreeSet<>(offsets);

        for (int offset : finishing) {
            state.finish(offset);
            unfinished.remove(offset);
            var expected = unfinished.isEmpty() ? offsets.last() + 1L : Math.max(below(offsets, unfinished.first()), 0);
            assertThat(state.committable()).isEqualTo(expected);
        }
    }

    /// One past the last finished offset below the first unfinished one.
    private static long below(TreeSet<Integer> all, int firstUnfinished) {
        var last = all.lower(firstUnfinished);
        return last == null ? 0 : last + 1L;
    }

    @Provide
    Arbitrary<List<Integer>> finishing() {
        return Arbitraries.integers()
                .between(0, 10_000)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(200)
                .map(ArrayList::new);
    }

    private static PartitionState taken(long... offsets) {
        var state = new PartitionState(offsets[0]);
        for (long offset : offsets) {
            state.take(offset);
        }
        return state;
    }
}
