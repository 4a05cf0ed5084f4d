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
    private final List<String> messages = new CopyOnWriteArrayList<>();
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
    void a_dead_process_is_restarted_at_once_and_reported() {
        supervisor.tick();

        await().untilAsserted(() -> assertThat(messages).containsExactly("worker-service died and was restarted."));
    }

    @Test
    void a_live_process_is_left_alone() {
        alive.set(true);
        tickFor(Duration.ofMinutes(5));

        assertThat(starts).hasValue(0);
    }

    @Test
    void repeated_deaths_back_off_the_restarts() {
        tickFor(Duration.ofSeconds(32));
        assertThat(starts).hasValue(6);

        tickFor(Duration.ofMinutes(10));
        int before = starts.get();
        tickFor(Duration.ofMinutes(10));
        assertThat(starts).hasValue(before + 10);
    }

    @Test
    void a_process_that_ran_for_long_is_restarted_at_once() {
        tickFor(Duration.ofMinutes(10));
        alive.set(true);
        tickFor(Duration.ofMinutes(3));
        int before = starts.get();

        alive.set(false);
        tickFor(Duration.ofSeconds(1));

        assertThat(starts).hasValue(before + 1);
    }

    @Test
    void a_slow_start_does_not_delay_other_restarts() {
        supervisor = supervisor(hanging, dying);

        supervisor.tick();

        await().untilAsserted(() -> assertThat(starts).hasValue(1));
    }

    @Test
    void a_stop_interrupts_a_start() throws Exception {
        supervisor = supervisor(hanging);
        supervisor.tick();
        hangs.await();

        supervisor.close();

        assertThat(interrupted).isTrue();
        assertThat(messages).isEmpty();
    }

    @Test
    void a_failed_restart_is_reported_and_retried() {
        supervisor = supervisor(new Part("Kafka", () -> false, () -> {
            starts.incrementAndGet();
            throw new IOException("its jars are gone");
        }));

        tickFor(Duration.ofSeconds(2));

        assertThat(starts).hasValue(2);
        assertThat(messages).contains("Kafka died and could not be restarted yet: its jars are gone");
    }

    private Supervisor supervisor(Part... parts) {
        return new Supervisor(List.of(parts), messages::add, () -> now);
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
