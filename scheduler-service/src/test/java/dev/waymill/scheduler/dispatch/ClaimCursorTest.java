package dev.waymill.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.scheduler.dispatch.ClaimCursor.Place;
import org.junit.jupiter.api.Test;

class ClaimCursorTest {
    private static final long MILLI = 1_000_000;

    private final ClaimCursor cursor = new ClaimCursor();
    private long now = 1;

    @Test
    void the_first_claim_begins_at_the_front() {
        assertThat(cursor.begin(now)).isEqualTo(ClaimCursor.FRONT);
    }

    @Test
    void a_claim_begins_where_claims_were_a_moment_ago() {
        claimTo(new Place(10, 1));
        after(150);
        claimTo(new Place(20, 2));
        after(60);

        assertThat(cursor.begin(now)).isEqualTo(new Place(10, 1));
    }

    @Test
    void what_lies_within_the_last_moment_is_looked_at_again() {
        claimTo(new Place(10, 1));
        after(100);

        assertThat(cursor.begin(now)).isEqualTo(ClaimCursor.FRONT);
    }

    @Test
    void once_a_second_a_sweep_begins_at_the_front() {
        claimTo(new Place(10, 1));
        after(999);
        assertThat(cursor.begin(now)).isNotEqualTo(ClaimCursor.FRONT);
        after(2);
        assertThat(cursor.begin(now)).isEqualTo(ClaimCursor.FRONT);
    }

    @Test
    void a_sweep_that_takes_long_is_made_less_often() {
        cursor.begin(now);
        cursor.claimed(ClaimCursor.FRONT, new Place(10, 1), now, now + 500 * MILLI);
        after(500);
        after(9_000);
        assertThat(cursor.begin(now)).isEqualTo(new Place(10, 1));
        after(1_000);
        assertThat(cursor.begin(now)).isEqualTo(ClaimCursor.FRONT);
    }

    @Test
    void a_sweep_that_finds_what_was_left_behind_does_not_lead_back() {
        claimTo(new Place(10, 1));
        after(1_001);
        claimTo(new Place(3, 9));
        after(250);

        assertThat(cursor.begin(now)).isEqualTo(new Place(10, 1));
    }

    private void claimTo(Place last) {
        cursor.claimed(cursor.begin(now), last, now, now);
    }

    private void after(long millis) {
        now += millis * MILLI;
    }
}
