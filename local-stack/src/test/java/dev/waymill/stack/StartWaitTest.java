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
    private final List<String> messages = new ArrayList<>();
    private long now;

    @TempDir
    Path directory;

    Path log;
    StartWait wait;

    @BeforeEach
    void begin() throws Exception {
        log = Files.writeString(directory.resolve("kafka.log"), "first line\n");
        wait = new StartWait("Kafka", log, messages::add, () -> now);
    }

    @Test
    void a_slow_start_may_continue_while_it_makes_progress() {
        for (int second = 0; second < 600; second += 60) {
            pass(Duration.ofSeconds(60));

            assertThat(wait.shouldContinue("cpu " + second, "")).isTrue();
        }
    }

    @Test
    void a_growing_log_counts_as_progress() throws Exception {
        assertThat(wait.shouldContinue("same", "")).isTrue();
        pass(StartWait.UNCHANGED.minusSeconds(1));
        Files.writeString(log, "first line\nsecond line\n");
        assertThat(wait.shouldContinue("same", "")).isTrue();
        pass(StartWait.UNCHANGED.minusSeconds(1));

        assertThat(wait.shouldContinue("same", "")).isTrue();
    }

    @Test
    void a_start_without_progress_fails_with_the_tail_of_its_log() {
        assertThat(wait.shouldContinue("same", "")).isTrue();
        pass(StartWait.UNCHANGED);

        assertThat(wait.shouldContinue("same", "")).isFalse();
        assertThat(wait.timeoutMessage())
                .startsWith("Kafka has not become ready: no progress for 120 s.")
                .endsWith("kafka.log ends with:\nfirst line");
    }

    @Test
    void a_busy_start_fails_after_the_longest_wait() {
        for (int step = 0; step < StartWait.LONGEST.toMinutes(); step++) {
            assertThat(wait.shouldContinue("step " + step, "")).isTrue();
            pass(Duration.ofMinutes(1));
        }

        assertThat(wait.shouldContinue("one more", "")).isFalse();
        assertThat(wait.timeoutMessage())
                .startsWith("Kafka has not become ready within 20 minutes, although it made progress.")
                .endsWith("kafka.log ends with:\nfirst line");
    }

    @Test
    void the_wait_is_reported_periodically_but_not_at_once() {
        wait.shouldContinue("", "it is starting");
        pass(StartWait.REPORT_INTERVAL.minusMillis(1));
        wait.shouldContinue("", "it is starting");
        assertThat(messages).isEmpty();

        pass(Duration.ofMillis(1));
        wait.shouldContinue("", "it is starting");
        wait.shouldContinue("", "it is starting");
        pass(StartWait.REPORT_INTERVAL);
        wait.shouldContinue("", "");

        assertThat(messages)
                .containsExactly(
                        "Waiting for Kafka (15 s): it is starting; its log is " + log,
                        "Waiting for Kafka (30 s); its log is " + log);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
