package dev.waymill.scheduler.deadletter.outbox;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobDeadLetter;
import dev.waymill.events.JobDeadLetter.PastAttempt;
import dev.waymill.events.JobDeadLetter.Story;
import dev.waymill.events.TaskError;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Trims a dead letter to the size of a Kafka record: first omits a payload that takes more than half of it,
/// since the task still has it, and then the oldest attempts.
final class DeadLetterTrimmer {
    /// Kafka accepts records of 1,048,576 bytes by default; the rest is for the key and headers.
    static final int MAX_BYTES = 900_000;
    /// Most characters of a message or a stack.
    static final int MAX_TEXT = 8_000;
    private static final int MAX_BARE_TEXT = 500;

    private DeadLetterTrimmer() {}

    static JobDeadLetter fit(JobDeadLetter letter) {
        var fitting = letter;
        if (isTooLarge(fitting) && letter.payload() != null && letter.payload().bytes() > MAX_BYTES / 2) {
            fitting = with(letter, history(letter), false);
        }
        while (isTooLarge(fitting) && history(fitting).size() > 1) {
            var all = history(fitting);
            fitting = with(fitting, all.subList((all.size() + 1) / 2, all.size()), fitting.payload() != null);
        }
        return fitting;
    }

    /// Keeps only the fields shown in the list of dead letters, for a broker with a smaller limit.
    static JobDeadLetter bare(JobDeadLetter letter) {
        var bare = with(letter, List.of(), false);
        var error = letter.error();
        return new JobDeadLetter(
                bare.eventId(),
                bare.occurredAt(),
                bare.jobId(),
                bare.taskId(),
                bare.owner(),
                bare.kind(),
                bare.attempts(),
                bare.reason(),
                new TaskError(start(error.code()), start(error.message()), null),
                null,
                bare.source(),
                bare.story());
    }

    private static String start(String text) {
        return text.substring(0, Math.min(MAX_BARE_TEXT, text.length()));
    }

    private static boolean isTooLarge(JobDeadLetter letter) {
        return EventCodec.encode(letter).length > MAX_BYTES;
    }

    /// Describes the attempts missing at the start of the history; null if none are missing.
    static @Nullable String before(List<PastAttempt> history) {
        return history.isEmpty() || history.getFirst().number() == 1
                ? null
                : "attempts before number " + history.getFirst().number();
    }

    private static List<PastAttempt> history(JobDeadLetter letter) {
        return letter.story() == null ? List.of() : letter.story().history();
    }

    private static JobDeadLetter with(JobDeadLetter letter, List<PastAttempt> history, boolean payload) {
        var story = Objects.requireNonNull(letter.story());
        var omitted = Stream.of(history.isEmpty() ? "the attempts" : before(history), payload ? null : "the payload")
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return new JobDeadLetter(
                letter.eventId(),
                letter.occurredAt(),
                letter.jobId(),
                letter.taskId(),
                letter.owner(),
                letter.kind(),
                letter.attempts(),
                letter.reason(),
                letter.error(),
                payload ? letter.payload() : null,
                letter.source(),
                new Story(story.jobType(), story.cleanUp(), story.generation(), story.traceId(), history, omitted));
    }
}
