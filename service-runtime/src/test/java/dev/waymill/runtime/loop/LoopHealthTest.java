package dev.waymill.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

class LoopHealthTest {
    private final AtomicLong now = new AtomicLong();
    private final LoopHistory history = new LoopHistory(Duration.ofSeconds(30), now::get);
    private final LoopHealth health = new LoopHealth(history);

    @Test
    void a_loop_whose_ticks_succeed_stays_up() {
        history.start();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(20));
            history.began();
            history.succeeded();
        }

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails()).containsEntry("succeeded", 100L);
    }

    @Test
    void a_loop_whose_ticks_fail_goes_down_and_gives_the_reason() {
        history.start();
        history.began();
        history.failed(new NoClassDefFoundError("x".repeat(10_000)));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        pass(Duration.ofSeconds(31));

        var down = health.health();

        assertThat(down.getStatus()).isEqualTo(Status.DOWN);
        assertThat(String.valueOf(down.getDetails().get("lastError")))
                .startsWith("java.lang.NoClassDefFoundError")
                .hasSizeLessThan(400);

        history.began();
        history.succeeded();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void a_hanging_tick_is_down_and_shows_its_duration() {
        history.start();
        history.began();
        pass(Duration.ofSeconds(31));

        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.health().getDetails()).containsEntry("running", Duration.ofSeconds(31));
    }

    @Test
    void no_loop_is_overdue_before_the_start() {
        pass(Duration.ofHours(1));

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void a_repeated_failure_is_logged_once_a_minute() {
        history.start();
        assertThat(history.failed(new IllegalStateException())).isTrue();
        pass(Duration.ofSeconds(59));
        assertThat(history.failed(new IllegalStateException())).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(history.failed(new IllegalStateException())).isTrue();
        assertThat(history.succeeded()).isTrue();
        assertThat(history.succeeded()).isFalse();
    }

    @Test
    void all_loops_appear_in_health_and_meters_at_startup() throws Exception {
        var hangs = new CountDownLatch(1);
        var good = new Loop("good", Duration.ofHours(1), () -> false);
        var stuck = new Loop("stuck", Duration.ofHours(1), Duration.ofMillis(1), () -> {
            hangs.await();
            return false;
        });
        var configuration = new LoopConfiguration();
        var loops = List.of(good, stuck);
        var contributor = configuration.loopsHealthContributor(loops);
        var registry = new SimpleMeterRegistry();
        configuration.loopMeters(loops).bindTo(registry);
        assertThat(registry.get("waymill.loop")
                        .tags("name", "stuck", "outcome", "failure")
                        .functionTimer()
                        .count())
                .isZero();
        try {
            loops.forEach(Loop::start);

            await().untilAsserted(() -> {
                assertThat(health(contributor.getContributor("good")).getStatus())
                        .isEqualTo(Status.UP);
                assertThat(health(contributor.getContributor("stuck")).getStatus())
                        .isEqualTo(Status.DOWN);
                assertThat(registry.get("waymill.loop")
                                .tags("name", "good", "outcome", "success")
                                .functionTimer()
                                .count())
                        .isEqualTo(1);
                assertThat(registry.get("waymill.loop.age")
                                .tags("name", "stuck")
                                .timeGauge()
                                .value())
                        .isPositive();
            });
        } finally {
            hangs.countDown();
            loops.forEach(Loop::stop);
        }
    }

    private static Health health(@Nullable Object indicator) {
        return Objects.requireNonNull(
                Objects.requireNonNull((HealthIndicator) indicator).health(true));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
