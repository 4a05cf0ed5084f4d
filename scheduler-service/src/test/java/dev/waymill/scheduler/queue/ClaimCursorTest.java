package dev.waymill.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClaimCursorTest {
    private static final long MILLI = 1_000_000;

    private static final Long FRONT = -1L;

    private final ClaimCursor<Long> queue = new ClaimCursor<>(FRONT);
    private long now = 1;

    @Test
    void the_first_read_begins_at_the_front() {
        assertThat(queue.position(now)).isEqualTo(FRONT);
    }

    @Test
    void a_read_begins_at_the_position_of_a_moment_ago() {
        readTo(10L);
        after(150);
        readTo(20L);
        after(60);

        assertThat(queue.position(now)).isEqualTo(10L);
    }

    @Test
    void positions_of_the_last_moment_are_read_again() {
        readTo(10L);
        after(100);

        assertThat(queue.position(now)).isEqualTo(FRONT);
    }

    @Test
    void once_a_second_a_sweep_begins_at_the_front() {
        readTo(10L);
        after(999);
        assertThat(queue.position(now)).isNotEqualTo(FRONT);
        after(2);
        assertThat(queue.position(now)).isEqualTo(FRONT);
    }

    @Test
    void a_slow_sweep_runs_less_often() {
        queue.position(now);
        queue.taken(FRONT, 10L, now, now + 500 * MILLI);
        after(500);
        after(9_000);
        assertThat(queue.position(now)).isEqualTo(10L);
        after(1_000);
        assertThat(queue.position(now)).isEqualTo(FRONT);
    }

    @Test
    void a_sweep_that_finds_skipped_rows_does_not_move_the_cursor_back() {
        readTo(10L);
        after(1_001);
        readTo(3L);
        after(250);

        assertThat(queue.position(now)).isEqualTo(10L);
    }

    private void readTo(Long last) {
        queue.taken(queue.position(now), last, now, now);
    }

    private void after(long millis) {
        now += millis * MILLI;
    }
}
