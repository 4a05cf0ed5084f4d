package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.gateway.schedule.Recurrence.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class RecurrenceTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void a_cron_goes_by_the_clock_on_the_wall_of_its_zone() {
        var morning = new Cron("30 7 * * *", BERLIN);

        assertThat(morning.coming(Instant.parse("2026-01-10T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-01-11T06:30:00Z"), Instant.parse("2026-01-12T06:30:00Z"));
        assertThat(morning.after(Instant.parse("2026-07-10T00:00:00Z")))
                .contains(Instant.parse("2026-07-10T05:30:00Z"));
    }

    @Test
    void six_fields_begin_with_seconds() {
        assertThat(new Cron("*/20 * * * * *", BERLIN).coming(Instant.parse("2026-01-10T12:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-01-10T12:00:20Z"),
                        Instant.parse("2026-01-10T12:00:40Z"),
                        Instant.parse("2026-01-10T12:01:00Z"));
    }

    @Test
    void a_time_that_the_change_of_clocks_leaves_out_does_not_stop_a_daily_job() {
        var night = new Cron("30 2 * * *", BERLIN);

        assertThat(night.coming(Instant.parse("2026-03-28T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-03-29T01:30:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void every_other_hour_fires_the_first_time_only_where_it_comes_twice() {
        assertThat(new Cron("0 */2 * * *", BERLIN).coming(Instant.parse("2026-10-24T22:30:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T00:00:00Z"), Instant.parse("2026-10-25T03:00:00Z"));
        assertThat(new Cron("@hourly", BERLIN).coming(Instant.parse("2026-10-24T23:30:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-10-25T00:00:00Z"),
                        Instant.parse("2026-10-25T01:00:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z"));
    }

    @Test
    void a_time_that_comes_twice_fires_once() {
        var night = new Cron("30 2 * * *", BERLIN);

        assertThat(night.coming(Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void an_hour_that_comes_twice_fires_twice_where_every_hour_does() {
        assertThat(new Cron("30 * * * *", BERLIN).coming(Instant.parse("2026-10-25T00:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-25T01:30:00Z"),
                        Instant.parse("2026-10-25T02:30:00Z"));
    }

    @Test
    void equal_steps_never_drift() {
        var anchor = Instant.parse("2026-01-01T00:00:00.250Z");
        var every = new Every(Duration.ofSeconds(10), anchor);

        assertThat(every.after(anchor)).contains(anchor.plusSeconds(10));
        assertThat(every.after(anchor.plusMillis(10_001))).contains(anchor.plusSeconds(20));
        assertThat(every.after(anchor.plusSeconds(1_000_000))).contains(anchor.plusSeconds(1_000_010));
        assertThat(every.after(anchor.minusSeconds(1))).contains(anchor);
    }

    @Test
    void a_day_that_never_comes_has_no_firing() {
        assertThat(new Cron("0 0 30 2 *", BERLIN).after(Instant.EPOCH)).isEmpty();
    }

    @Test
    void what_is_no_cron_is_refused() {
        assertThatThrownBy(() -> new Cron("every day", BERLIN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cron("61 * * * *", BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }
}
