package dev.waymill.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PositionAgesTest {
    private final PositionAges ages = new PositionAges();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(15).toNanos();

    @Test
    void the_age_counts_from_the_first_sample_that_had_the_row() {
        assertThat(ages.ageSeconds(1, 5, now)).isZero();
        assertThat(ages.ageSeconds(1, 9, later())).isEqualTo(10);
        assertThat(ages.ageSeconds(5, 12, later())).isEqualTo(20);
        assertThat(ages.ageSeconds(6, 12, later())).isEqualTo(20);
        assertThat(ages.ageSeconds(12, 12, later())).isEqualTo(20);
    }

    @Test
    void after_an_empty_queue_ages_begin_again() {
        ages.ageSeconds(1, 1, now);
        later();
        ages.empty();

        assertThat(ages.ageSeconds(1, 1, later())).isZero();
    }

    @Test
    void a_queue_that_stands_for_hours_keeps_its_age_and_few_samples() {
        ages.ageSeconds(1, 1, now);
        for (int i = 2; i < 10_000; i++) {
            ages.ageSeconds(1, i, later());
        }

        assertThat(ages.ageSeconds(1, 10_000, later())).isEqualTo(99_990);
        assertThat(ages.remembered()).isLessThan(1_000);
    }

    private long later() {
        now += Duration.ofSeconds(10).toNanos();
        return now;
    }
}
