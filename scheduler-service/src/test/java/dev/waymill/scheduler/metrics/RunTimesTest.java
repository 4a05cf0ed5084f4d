package dev.waymill.scheduler.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTimesTest {
    private final RunTimes times = new RunTimes();

    @Test
    void there_is_no_mean_before_the_first_attempt_has_ended() {
        times.age(Duration.ofSeconds(10));

        assertThat(times.meanSeconds()).isEmpty();
    }

    @Test
    void earlier_attempts_count_less_and_less() {
        add(100, 10);
        times.age(Duration.ofSeconds(150));
        add(50, 1);

        assertThat(times.meanSeconds().getAsDouble()).isEqualTo(5.5, within(1e-9));
        times.age(Duration.ofHours(1));
        add(100, 1);
        assertThat(times.meanSeconds().getAsDouble()).isEqualTo(1, within(1e-4));
    }

    @Test
    void the_mean_stays_while_no_attempt_ends() {
        add(3, 4);
        for (int i = 0; i < 100_000; i++) {
            times.age(Duration.ofSeconds(10));
        }

        assertThat(times.meanSeconds().getAsDouble()).isEqualTo(4, within(1e-9));
    }

    private void add(int attempts, int seconds) {
        for (int i = 0; i < attempts; i++) {
            times.add(Duration.ofSeconds(seconds));
        }
    }
}
