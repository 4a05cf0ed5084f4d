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
    void a_cron_expression_follows_local_time_in_its_zone() {
        var morning = new Cron("30 7 * * *", BERLIN);

        assertThat(morning.coming(Instant.parse("2026-01-10T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-01-11T06:30:00Z"), Instant.parse("2026-01-12T06:30:00Z"));
        assertThat(morning.after(Instant.parse("2026-07-10T00:00:00Z")))
                .contains(Instant.parse("2026-07-10T05:30:00Z"));
    }

    @Test
    void a_cron_expression_of_six_fields_begins_with_seconds() {
        assertThat(new Cron("*/20 * * * * *", BERLIN).coming(Instant.parse("2026-01-10T12:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-01-10T12:00:20Z"),
                        Instant.parse("2026-01-10T12:00:40Z"),
                        Instant.parse("2026-01-10T12:01:00Z"));
    }

    @Test
    void a_daily_job_fires_on_a_day_that_skips_its_time() {
        var night = new Cron("30 2 * * *", BERLIN);

        assertThat(night.coming(Instant.parse("2026-03-28T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-03-29T01:30:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void a_repeated_hour_fires_once_for_a_two_hourly_schedule() {
        assertThat(new Cron("0 */2 * * *", BERLIN).coming(Instant.parse("2026-10-24T22:30:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T00:00:00Z"), Instant.parse("2026-10-25T03:00:00Z"));
        assertThat(new Cron("@hourly", BERLIN).coming(Instant.parse("2026-10-24T23:30:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-10-25T00:00:00Z"),
                        Instant.parse("2026-10-25T01:00:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z"));
    }

    @Test
    void a_daily_time_that_occurs_twice_fires_once() {
        var night = new Cron("30 2 * * *", BERLIN);

        assertThat(night.coming(Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void a_repeated_hour_fires_twice_for_an_hourly_schedule() {
        assertThat(new Cron("30 * * * *", BERLIN).coming(Instant.parse("2026-10-25T00:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-25T01:30:00Z"),
                        Instant.parse("2026-10-25T02:30:00Z"));
    }

    @Test
    void a_fixed_interval_never_drifts() {
        var anchor = Instant.parse("2026-01-01T00:00:00.250Z");
        var every = new Every(Duration.ofSeconds(10), anchor);

        assertThat(every.after(anchor)).contains(anchor.plusSeconds(10));
        assertThat(every.after(anchor.plusMillis(10_001))).contains(anchor.plusSeconds(20));
        assertThat(every.after(anchor.plusSeconds(1_000_000))).contains(anchor.plusSeconds(1_000_010));
        assertThat(every.after(anchor.minusSeconds(1))).contains(anchor);
    }

    @Test
    void an_impossible_date_never_fires() {
        assertThat(new Cron("0 0 30 2 *", BERLIN).after(Instant.EPOCH)).isEmpty();
    }

    @Test
    void an_invalid_cron_expression_is_refused() {
        assertThatThrownBy(() -> new Cron("every day", BERLIN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cron("61 * * * *", BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }
}
