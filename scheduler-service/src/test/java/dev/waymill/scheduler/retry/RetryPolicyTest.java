package dev.waymill.scheduler.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.JobTerms.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RetryPolicyTest {
    private static final RetryProperties DEFAULTS =
            new RetryProperties(Duration.ofSeconds(1), 2, Duration.ofSeconds(300), Map.of());

    @Property
    void the_delay_is_between_zero_and_an_exponential_ceiling(
            @ForAll @IntRange(min = 1, max = 10_000) int failures, @ForAll long seed) {
        var policy = new RetryPolicy(DEFAULTS, new java.util.Random(seed));

        long ceiling = failures > 9 ? 300_000 : Math.min(300_000, 1_000L << failures - 1);

        assertThat(policy.delay(failures, "noop", null, null).toMillis()).isBetween(0L, ceiling);
    }

    @Example
    void the_delays_of_many_tasks_spread_over_the_whole_range() {
        var policy = new RetryPolicy(DEFAULTS, RandomGenerator.of("L64X128MixRandom"));
        var mean = java.util.stream.IntStream.range(0, 10_000)
                .mapToLong(_ -> policy.delay(5, "noop", null, null).toMillis())
                .average()
                .orElseThrow();

        assertThat(mean).isBetween(7_500.0, 8_500.0);
    }

    @Example
    void a_jobs_own_backoff_overrides_the_default() {
        var policy = new RetryPolicy(DEFAULTS, RandomGenerator.of("L64X128MixRandom"));
        var own = new Backoff(Duration.ofMillis(10), 1, Duration.ofMillis(10));

        assertThat(policy.delay(9, "noop", own, null)).isLessThanOrEqualTo(Duration.ofMillis(10));
    }

    @Example
    void the_handlers_delay_is_the_minimum_up_to_a_day() {
        var policy = new RetryPolicy(DEFAULTS, RandomGenerator.of("L64X128MixRandom"));

        assertThat(policy.delay(1, "noop", null, Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.delay(1, "noop", null, Duration.ofDays(400))).isEqualTo(Duration.ofDays(1));
        assertThat(policy.delay(1, "noop", null, Duration.ZERO)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Example
    void a_job_type_may_have_its_own_backoff_and_attempt_limit() {
        var mail = new RetryProperties.OfType(2, Duration.ofMinutes(10), null, Duration.ofMinutes(10));
        var types = new RetryProperties(Duration.ZERO, 2, Duration.ZERO, Map.of("mail", mail));
        var policy = new RetryPolicy(types, new java.util.Random(1));

        assertThat(policy.delay(3, "noop", null, null)).isZero();
        assertThat(policy.delay(3, "mail", null, null)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(10));
        assertThat(policy.allowsRetry(1, "mail", 5)).isTrue();
        assertThat(policy.allowsRetry(2, "mail", 5)).isFalse();
        assertThat(policy.allowsRetry(1, "mail", 1)).isFalse();
        assertThat(policy.allowsRetry(4, "noop", 5)).isTrue();
    }
}
