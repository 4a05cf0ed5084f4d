package dev.waymill.worker.consume.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConcurrencyTunerTest {
    private final Random random = new Random(7);

    @Test
    void concurrency_rises_while_throughput_rises() {
        assertThat(parallelism(4, 256, parallelism -> parallelism * 100)).isEqualTo(256);
    }

    @Test
    void concurrency_stays_near_the_point_of_saturation() {
        assertThat(parallelism(4, 256, parallelism -> Math.min(parallelism, 40) * 100))
                .isBetween(30, 60);
    }

    @Test
    void concurrency_falls_again_when_throughput_drops() {
        assertThat(parallelism(
                        4, 256, parallelism -> parallelism <= 60 ? parallelism * 100 : 6_000 - (parallelism - 60) * 50))
                .isBetween(35, 85);
    }

    @Test
    void concurrency_falls_when_less_gives_the_same_throughput() {
        var tuner = new ConcurrencyTuner(2, 256);
        int parallelism = run(tuner, 2, 100, each -> each * 100);
        assertThat(parallelism).isEqualTo(256);

        parallelism = run(tuner, parallelism, 400, each -> Math.min(each, 20) * 100);

        assertThat(parallelism).isLessThan(40);
    }

    @Test
    void concurrency_stays_within_its_bounds() {
        var tuner = new ConcurrencyTuner(3, 17);
        for (int i = 0; i < 10_000; i++) {
            assertThat(tuner.next(random.nextInt(1_000), random.nextBoolean())).isBetween(3, 17);
        }
    }

    @Test
    void idle_periods_do_not_change_the_concurrency() {
        var tuner = new ConcurrencyTuner(4, 256);
        for (int i = 0; i < 100; i++) {
            assertThat(tuner.next(i, false)).isEqualTo(4);
        }
    }

    private int parallelism(int min, int max, IntToDoubleFunction throughput) {
        return run(new ConcurrencyTuner(min, max), min, 300, throughput);
    }

    /// Runs the tuner with measurements that have two per cent of noise.
    private int run(ConcurrencyTuner tuner, int from, int periods, IntToDoubleFunction throughput) {
        int parallelism = from;
        for (int i = 0; i < periods; i++) {
            double measured = throughput.applyAsDouble(parallelism) * (0.98 + 0.04 * random.nextDouble());
            parallelism = tuner.next(Math.round(measured), true);
        }
        return parallelism;
    }
}
