package dev.waymill.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.Progress;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskDispatched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private final List<Progress> sent = new ArrayList<>();
    private final Attempt attempt = new Attempt(
            new TaskDispatched(
                    UUID.randomUUID(),
                    Instant.EPOCH,
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    1,
                    "ada",
                    "import.stage",
                    RawJson.EMPTY_OBJECT),
            sent::add);

    @Test
    void the_first_and_the_last_count_of_a_phase_are_sent_however_fast_they_follow() throws Exception {
        for (int done : new int[] {1, 500, 999, 1_000, 1_000}) {
            attempt.progress("stage", done, 1_000);
        }
        attempt.progress("promote", 0, 0);
        attempt.progress("promote", 0, 0);

        assertThat(sent)
                .containsExactly(
                        new Progress("stage", 1, 1_000),
                        new Progress("stage", 1_000, 1_000),
                        new Progress("promote", 0, 0));
    }
}
