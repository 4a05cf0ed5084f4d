package dev.waymill.scheduler.deadletter.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.PastAttempt;
import dev.waymill.events.JobDeadLetter.Story;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskError;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterTrimmerTest {
    @Test
    void a_dead_letter_that_fits_is_unchanged() {
        var letter = letter(5, "short", "a small payload");

        assertThat(DeadLetterTrimmer.fit(letter)).isEqualTo(letter);
    }

    @Test
    void the_oldest_attempts_are_dropped_first_and_mentioned() {
        var fitting = DeadLetterTrimmer.fit(letter(100, "\u0001".repeat(8_000), "a small payload"));

        assertThat(EventCodec.encode(fitting)).hasSizeLessThanOrEqualTo(DeadLetterTrimmer.MAX_BYTES);
        assertThat(story(fitting).history().getLast().number()).isEqualTo(100);
        assertThat(story(fitting).history()).hasSizeGreaterThan(1);
        assertThat(story(fitting).omitted())
                .isEqualTo("attempts before number "
                        + story(fitting).history().getFirst().number());
        assertThat(fitting.payload()).isNotNull();
    }

    @Test
    void a_payload_that_does_not_fit_is_left_out_and_mentioned() {
        var fitting = DeadLetterTrimmer.fit(letter(3, "short", "x".repeat(950_000)));

        assertThat(fitting.payload()).isNull();
        assertThat(story(fitting).history()).hasSize(3);
        assertThat(story(fitting).omitted()).isEqualTo("the payload");
    }

    @Test
    void the_largest_dead_letter_is_trimmed_to_fit() {
        var fitting = DeadLetterTrimmer.fit(letter(100, "\u0001".repeat(8_000), "x".repeat(1_000_000)));

        assertThat(EventCodec.encode(fitting)).hasSizeLessThanOrEqualTo(DeadLetterTrimmer.MAX_BYTES);
    }

    private static Story story(JobDeadLetter letter) {
        return Objects.requireNonNull(letter.story());
    }

    private static JobDeadLetter letter(int attempts, String stack, String payload) {
        var error = new TaskError("internal-error", "Broken", stack);
        List<PastAttempt> history = IntStream.rangeClosed(1, attempts)
                .mapToObj(number -> new PastAttempt(number, "w", "failed", error, Instant.EPOCH, Instant.EPOCH))
                .toList();
        return new JobDeadLetter(
                new UUID(1, 1),
                Instant.EPOCH,
                new UUID(2, 2),
                new UUID(3, 3),
                "ada",
                "sum",
                attempts,
                "attempts-exhausted",
                error,
                RawJson.of(payload),
                null,
                new Story("test", false, 0, null, history, null));
    }
}
