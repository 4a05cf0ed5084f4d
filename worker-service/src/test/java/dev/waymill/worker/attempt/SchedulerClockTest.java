package dev.waymill.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Times are by the clock of the scheduler's database; the worker's database is some hours ahead of it.
class SchedulerClockTest {
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration WITHIN = Duration.ofMinutes(15);

    private Instant now = START;
    private Duration skew = Duration.ZERO;
    private final SchedulerClock clock = new SchedulerClock(
            () -> now.plus(skew), () -> Duration.between(START, now).toNanos() - 77);

    @Test
    void a_prompt_record_is_not_expired_and_a_late_one_is() {
        assertThat(isPast(now)).isFalse();
        assertThat(isPast(now.minus(WITHIN).plusSeconds(1))).isFalse();
        assertThat(isPast(now.minus(WITHIN).minusSeconds(1))).isTrue();
    }

    @Test
    void a_record_expires_while_it_waits_for_a_slot() {
        var dispatched = now;
        assertThat(isPast(dispatched)).isFalse();
        now = now.plus(WITHIN).minusSeconds(1);
        assertThat(isPast(dispatched)).isFalse();
        now = now.plusSeconds(2);
        assertThat(isPast(dispatched)).isTrue();
    }

    @Test
    void an_old_backlog_is_expired_after_a_restart_without_newer_records() {
        for (int i = 0; i < 100; i++) {
            assertThat(isPast(now.minus(Duration.ofHours(1)).plusSeconds(i))).isTrue();
            now = now.plusMillis(10);
        }
        assertThat(isPast(now)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-120, -60, 60, 120})
    void clock_skew_of_hours_drops_only_expired_records(long minutes) {
        skew = Duration.ofMinutes(minutes);
        int begun = 0;
        for (int second = 0; second < 120; second++) {
            begun += isPast(now) ? 0 : 1;
            now = now.plusSeconds(1);
        }

        assertThat(begun).isGreaterThanOrEqualTo(minutes < 0 ? 120 : 89);
        assertThat(isPast(now.minus(WITHIN).minusSeconds(5))).isTrue();
        assertThat(isPast(now.minus(WITHIN).plusSeconds(5))).isFalse();
    }

    @Test
    void expiry_is_detected_after_all_slots_were_busy_for_hours() {
        skew = Duration.ofHours(-2);
        var waiting = now;
        assertThat(isPast(now)).isFalse();

        now = now.plus(Duration.ofHours(3));

        assertThat(isPast(waiting)).isTrue();
        assertThat(isPast(now)).isFalse();
    }

    @Test
    void a_clock_set_back_is_accepted_after_a_while() {
        assertThat(isPast(now.plus(Duration.ofHours(2)))).isFalse();

        assertThat(isPast(now)).isTrue();
        now = now.plus(Duration.ofMinutes(16));
        assertThat(isPast(now)).isTrue();
        now = now.plus(Duration.ofMinutes(16));
        assertThat(isPast(now)).isFalse();
    }

    private boolean isPast(Instant dispatched) {
        return clock.isPast(dispatched, dispatched.plus(WITHIN));
    }
}
