package dev.waymill.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransferRateTest {
    private long now;
    private final TransferRate pace = new TransferRate(1024, Duration.ofMinutes(10), () -> now);

    @Test
    void a_transfer_may_be_slow_for_half_a_minute() {
        assertThat(pace.keeps(1)).isTrue();
        after(29);
        assertThat(pace.keeps(1)).isTrue();
        after(30);
        assertThat(pace.keeps(1)).isFalse();
    }

    @Test
    void a_transfer_that_is_fast_enough_on_average_may_pause() {
        assertThat(pace.keeps(1024 * 60)).isTrue();
        after(60);
        assertThat(pace.keeps(0)).isTrue();
        after(62);
        assertThat(pace.keeps(0)).isFalse();
    }

    @Test
    void a_fast_transfer_still_has_a_time_limit() {
        after(599);
        assertThat(pace.keeps(1L << 40)).isTrue();
        after(600);
        assertThat(pace.keeps(1L << 40)).isFalse();
    }

    private void after(long seconds) {
        now = TimeUnit.SECONDS.toNanos(seconds);
    }
}
