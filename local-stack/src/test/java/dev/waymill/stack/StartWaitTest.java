package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartWaitTest {
    private final List<String> told = new ArrayList<>();
    private long now;

    @TempDir
    Path directory;

    Path log;
    StartWait wait;

    @BeforeEach
    void begin() throws Exception {
        log = Files.writeString(directory.resolve("kafka.log"), "first line\n");
        wait = new StartWait("Kafka", log, told::add, () -> now);
    }

    @Test
    void a_slow_start_is_waited_for_as_long_as_it_gets_on() {
        for (int second = 0; second < 600; second += 60) {
            pass(Duration.ofSeconds(60));

            assertThat(wait.keepsWaiting("cpu " + second, "")).isTrue();
        }
    }

    @Test
    void a_log_that_grows_is_progress() throws Exception {
        assertThat(wait.keepsWaiting("same", "")).isTrue();
        pass(StartWait.UNCHANGED.minusSeconds(1));
        Files.writeString(log, "first line\nsecond line\n");
        assertThat(wait.keepsWaiting("same", "")).isTrue();
        pass(StartWait.UNCHANGED.minusSeconds(1));

        assertThat(wait.keepsWaiting("same", "")).isTrue();
    }

    @Test
    void a_start_in_which_nothing_changes_is_given_up_with_the_end_of_its_log() {
        assertThat(wait.keepsWaiting("same", "")).isTrue();
        pass(StartWait.UNCHANGED);

        assertThat(wait.keepsWaiting("same", "")).isFalse();
        assertThat(wait.gaveUp())
                .startsWith("Kafka has not become ready: no progress for 120 s.")
                .endsWith("kafka.log ends with:\nfirst line");
    }

    @Test
    void even_a_start_that_is_busy_ends_some_time() {
        for (int step = 0; step < StartWait.LONGEST.toMinutes(); step++) {
            assertThat(wait.keepsWaiting("step " + step, "")).isTrue();
            pass(Duration.ofMinutes(1));
        }

        assertThat(wait.keepsWaiting("one more", "")).isFalse();
        assertThat(wait.gaveUp())
                .startsWith("Kafka has not become ready within 20 minutes, although it made progress.")
                .endsWith("kafka.log ends with:\nfirst line");
    }

    @Test
    void what_is_waited_for_is_said_now_and_then_and_not_at_once() {
        wait.keepsWaiting("", "it is starting");
        pass(StartWait.TELL.minusMillis(1));
        wait.keepsWaiting("", "it is starting");
        assertThat(told).isEmpty();

        pass(Duration.ofMillis(1));
        wait.keepsWaiting("", "it is starting");
        wait.keepsWaiting("", "it is starting");
        pass(StartWait.TELL);
        wait.keepsWaiting("", "");

        assertThat(told)
                .containsExactly(
                        "Waiting for Kafka (15 s): it is starting; its log is " + log,
                        "Waiting for Kafka (30 s); its log is " + log);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
