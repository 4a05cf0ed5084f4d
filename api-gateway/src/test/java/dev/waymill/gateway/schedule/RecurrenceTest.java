package dev.waymill.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.gateway.schedule.Recurrence.Cron;
import dev.waymill.gateway.schedule.Recurrence.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /// Each line is an expression, a zone, the moment after which to search, and the firings in local time.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,30 2 28 3 *   | Europe/Berlin       | 2027-03-27T00:00Z | 2027-03-28T03:00 2027-03-28T03:30",
                "0,30 2 28 3 *   | Europe/Berlin       | 2027-03-28T01:00Z | 2027-03-28T03:30 2028-03-28T02:00",
                "10,40 2,3 * * * | Europe/Berlin       | 2027-03-28T00:59Z | 2027-03-28T03:10 2027-03-28T03:40",
                "*/20 2 14 3 *   | America/New_York    | 2027-03-14T07:05Z | 2027-03-14T03:20 2027-03-14T03:40",
                "5,20 2 * * 0    | Australia/Lord_Howe | 2026-10-03T15:35Z | 2026-10-04T02:50 2026-10-11T02:05",
                "7 * * * *       | Australia/Lord_Howe | 2026-10-03T15:00Z | 2026-10-04T02:37 2026-10-04T03:07",
                "0,45 0 * 9 *    | America/Santiago    | 2026-09-06T03:30Z | 2026-09-06T01:00 2026-09-06T01:45",
                "0,45 0 * 9 *    | America/Santiago    | 2026-09-06T04:10Z | 2026-09-06T01:45 2026-09-07T00:00",
                "15 0,1 * * *    | America/Santiago    | 2026-09-06T04:00Z | 2026-09-06T01:15 2026-09-07T00:15",
                "0 12 30 12 *    | Pacific/Apia        | 2011-12-30T09:00Z | 2011-12-31T12:00 2012-12-30T12:00",
                "15 2 * * * *    | Europe/Berlin       | 2027-03-28T00:59Z | 2027-03-28T03:02:15 2027-03-28T04:02:15",
                "@daily          | America/Santiago    | 2026-09-05T12:00Z | 2026-09-06T01:00 2026-09-07T00:00",
            })
    void every_time_in_a_gap_fires_once_later_by_the_length_of_the_gap(
            String cron, String zone, String after, String times) {
        var there = ZoneId.of(zone);

        assertThat(new Cron(cron, there)
                        .coming(java.time.OffsetDateTime.parse(after).toInstant(), 2)
                        .map(time -> time.atZone(there).toLocalDateTime().toString()))
                .containsExactly(times.split(" "));
    }

    @Test
    void a_wildcard_keeps_its_rhythm_through_both_changes_of_the_clock() {
        var quarters = new Cron("*/15 * * * *", BERLIN);

        for (var change : List.of("2027-03-28T00:00:00Z", "2026-10-24T23:00:00Z")) {
            var from = Instant.parse(change);
            assertThat(quarters.coming(from, 16))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 16)
                            .mapToObj(i -> from.plusSeconds(i * 900L))
                            .toList());
        }
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
