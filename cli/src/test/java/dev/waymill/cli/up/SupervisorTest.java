package dev.waymill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.Supervisor.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisorTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicBoolean alive = new AtomicBoolean();
    private final AtomicInteger starts = new AtomicInteger();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Part hanging = new Part("PostgreSQL", () -> false, this::hang);
    private final Part dying = new Part("worker-service", alive::get, starts::incrementAndGet);
    private Supervisor supervisor = supervisor(dying);
    private long now;

    @AfterEach
    void stop() {
        supervisor.close();
    }

    @Test
    void what_has_died_is_started_again_at_once_and_said() {
        supervisor.tick();

        await().untilAsserted(() -> assertThat(told).containsExactly("worker-service died and was restarted."));
    }

    @Test
    void what_lives_is_left_alone() {
        alive.set(true);
        tickFor(Duration.ofMinutes(5));

        assertThat(starts).hasValue(0);
    }

    @Test
    void what_dies_again_and_again_is_started_less_and_less_often() {
        tickFor(Duration.ofSeconds(32));
        assertThat(starts).hasValue(6);

        tickFor(Duration.ofMinutes(10));
        int before = starts.get();
        tickFor(Duration.ofMinutes(10));
        assertThat(starts).hasValue(before + 10);
    }

    @Test
    void what_has_lived_long_is_started_again_at_once() {
        tickFor(Duration.ofMinutes(10));
        alive.set(true);
        tickFor(Duration.ofMinutes(3));
        int before = starts.get();

        alive.set(false);
        tickFor(Duration.ofSeconds(1));

        assertThat(starts).hasValue(before + 1);
    }

    @Test
    void a_start_that_takes_long_keeps_nothing_else_down() {
        supervisor = supervisor(hanging, dying);

        supervisor.tick();

        await().untilAsserted(() -> assertThat(starts).hasValue(1));
    }

    @Test
    void a_stop_ends_a_start() throws Exception {
        supervisor = supervisor(hanging);
        supervisor.tick();
        hangs.await();

        supervisor.close();

        assertThat(interrupted).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void a_start_that_fails_is_said_and_tried_again() {
        supervisor = supervisor(new Part("Kafka", () -> false, () -> {
            starts.incrementAndGet();
            throw new IOException("its jars are gone");
        }));

        tickFor(Duration.ofSeconds(2));

        assertThat(starts).hasValue(2);
        assertThat(told).contains("Kafka died and could not be restarted yet: its jars are gone");
    }

    private Supervisor supervisor(Part... parts) {
        return new Supervisor(List.of(parts), told::add, () -> now);
    }

    private void hang() {
        hangs.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.set(true);
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /// Ticks once a second, as `up` does. Starts begun in one tick end before the next.
    private void tickFor(Duration time) {
        for (int second = 0; second < time.toSeconds(); second++) {
            supervisor.tick();
            while (supervisor.isStarting()) {
                Thread.onSpinWait();
            }
            now += Duration.ofSeconds(1).toNanos();
        }
    }
}
