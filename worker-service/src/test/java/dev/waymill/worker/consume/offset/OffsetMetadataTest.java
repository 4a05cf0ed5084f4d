package dev.waymill.worker.consume.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class OffsetMetadataTest {
    private static final int BROKER_DEFAULT = 4096;

    @Property
    void written_metadata_is_read_back(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long first,
            @ForAll @Size(max = 200) List<@LongRange(min = 1, max = 5_000) Long> gaps,
            @ForAll @LongRange(min = 1, max = 1_000_000) long tail) {
        var written = metadata(first, gaps.stream().mapToLong(Long::longValue).toArray(), tail);

        var read = OffsetMetadata.decode(written.encode(), first).orElseThrow();

        if (written.finished() > 0) {
            assertThat(read.horizon()).isEqualTo(written.horizon());
            assertThat(read.unfinished()).containsExactly(written.unfinished());
        }
    }

    @Property
    void damaged_text_decodes_to_nothing(@ForAll @IntRange(max = 60) int place, @ForAll char replacement) {
        var text = metadata(7, new long[] {3, 9, 200, 1, 1, 70_000}, 5).encode();
        int at = place % text.length();
        var damaged = text.substring(0, at) + replacement + text.substring(at + 1);

        assertThat(damaged.equals(text) || OffsetMetadata.decode(damaged, 7).isEmpty())
                .isTrue();
    }

    @Property
    void foreign_text_decodes_to_nothing(@ForAll String text) {
        assertThat(text.isEmpty() || OffsetMetadata.decode(text, 0).isEmpty()).isTrue();
        assertThat(OffsetMetadata.decode("w1" + text, 0)).isEmpty();
    }

    @Example
    void metadata_of_another_offset_decodes_to_nothing() {
        var text = metadata(7, new long[] {3}, 5).encode();

        assertThat(OffsetMetadata.decode(text, 7)).isPresent();
        assertThat(OffsetMetadata.decode(text, 8)).isEmpty();
    }

    @Example
    void one_stuck_record_below_ten_thousand_finished_ones_is_encoded_briefly() {
        assertThat(metadata(1_000_000, new long[0], 10_001).encode()).hasSizeLessThan(30);
    }

    @Example
    void the_worst_case_of_a_dense_partition_fits() {
        var everySecond = new long[OffsetMetadata.bodyBytes(BROKER_DEFAULT) * Byte.SIZE / 2 - 1];
        Arrays.fill(everySecond, 2);

        assertThat(metadata(Long.MAX_VALUE / 2, everySecond, 1).encode()).hasSizeLessThanOrEqualTo(BROKER_DEFAULT);
    }

    private static OffsetMetadata metadata(long first, long[] gaps, long tail) {
        var offsets =
                LongStream.concat(LongStream.of(first), LongStream.of(gaps)).toArray();
        Arrays.parallelPrefix(offsets, Long::sum);
        return new OffsetMetadata(first, offsets[offsets.length - 1] + tail, offsets);
    }
}
