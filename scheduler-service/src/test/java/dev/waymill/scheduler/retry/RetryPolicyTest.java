package dev.waymill.scheduler.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RetryPolicyTest {
    private static final RetryProperties DEFAULTS =
            new RetryProperties(Duration.ofSeconds(1), 2, Duration.ofSeconds(300));

    @Property
    void the_wait_lies_between_nothing_and_the_growing_ceiling(
            @ForAll @IntRange(min = 1, max = 10_000) int failures, @ForAll long seed) {
        var policy = new RetryPolicy(DEFAULTS, new java.util.Random(seed));

        long ceiling = failures > 9 ? 300_000 : Math.min(300_000, 1_000L << failures - 1);

        assertThat(policy.delayAfter(failures).toMillis()).isBetween(0L, ceiling);
    }

    @Example
    void the_waits_of_many_spread_over_the_whole_range() {
        var policy = new RetryPolicy(DEFAULTS, RandomGenerator.of("L64X128MixRandom"));
        var mean = java.util.stream.IntStream.range(0, 10_000)
                .mapToLong(_ -> policy.delayAfter(5).toMillis())
                .average()
                .orElseThrow();

        assertThat(mean).isBetween(7_500.0, 8_500.0);
    }
}
