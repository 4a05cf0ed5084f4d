package dev.waymill.scheduler.deadletter;

import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.RawJson;
import dev.waymill.scheduler.job.JobStore;
import dev.waymill.scheduler.job.retry.JobRetried;
import dev.waymill.scheduler.job.retry.JobRetry;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Retries dead letters: a task is retried with its whole job, an unreadable record is sent to its topic again.
/// Thread-safe.
@Component
class DeadLetterRetry {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterRetry.class);
    /// Keeps a call short; the caller repeats it for the rest.
    private static final int MOST_AT_ONCE = 1_000;

    private static final int MOST_SHOWN = 100;
    /// Most bytes of a record's value; leaves room for headers in Kafka's limit of 1 MiB.
    private static final int MAX_RECORD = 900_000;

    private final DeadLetterQueries letters;
    private final JobStore jobs;
    private final JobRetry retries;
    private final RecordReplay resend;
    private final TransactionTemplate transaction;

    DeadLetterRetry(
            DeadLetterQueries letters,
            JobStore jobs,
            JobRetry retries,
            RecordReplay resend,
            TransactionTemplate transaction) {
        this.letters = letters;
        this.jobs = jobs;
        this.retries = retries;
        this.resend = resend;
        this.transaction = transaction;
    }

    /// The result of a request.
    enum Answer {
        DONE,
        UNKNOWN,
        /// It has been retried or dismissed before.
        NOT_DEAD,
        NOT_FAILED,
        CLEANING_UP,
        /// Only the beginning of the record was kept, so it cannot be sent again.
        NOT_WHOLE,
        /// The new payload is too large, or is no valid Unicode text, or contains U+0000.
        NOT_STORABLE,
        BROKER_AWAY
    }

    /// Retries one dead letter.
    ///
    /// @param owner its owner, or `*` for any
    /// @param payload the new payload of the task, or the new value of the record; null to keep the old one
    /// @param by who requests it
    Answer retry(UUID id, String owner, @Nullable RawJson payload, @Nullable String by) {
        var found = letters.find(id, owner);
        if (found.isEmpty()) {
            return Answer.UNKNOWN;
        }
        var letter = found.get();
        int most = letter.source() == null ? RawJson.MAX_PAYLOAD : MAX_RECORD;
        if (payload != null && (payload.bytes() > most || !payload.isUnicode() || payload.holdsNul())) {
            return Answer.NOT_STORABLE;
        }
        if (letter.source() != null) {
            return resend(letter, letter.source(), payload, by);
        }
        var job = letter.summary().jobId();
        var task = letter.summary().taskId();
        return job == null || task == null
                ? Answer.NOT_FAILED
                : revive(id, job, by, () -> retries.retry(job, task, payload));
    }

    /// Locks the job first, as everywhere. Marks the dead letter only if the job is retried, so that one of two
    /// concurrent requests is refused.
    private Answer revive(UUID id, UUID job, @Nullable String by, Supplier<JobRetry.Answer> retry) {
        return transaction.execute(status -> {
            jobs.lock(List.of(job));
            var answer = letters.resolve(id, "retried", by, null) ? answerOf(retry.get()) : Answer.NOT_DEAD;
            if (answer != Answer.DONE) {
                status.setRollbackOnly();
            }
            return answer;
        });
    }

    private static Answer answerOf(JobRetry.Answer answer) {
        return switch (answer) {
            case DONE -> Answer.DONE;
            case UNKNOWN, NOT_FAILED -> Answer.NOT_FAILED;
            case CLEANING_UP -> Answer.CLEANING_UP;
        };
    }

    /// Sends before marking: a crash in between causes a duplicate record, and events take effect once.
    private Answer resend(DeadLetterView letter, Source source, @Nullable RawJson payload, @Nullable String by) {
        if (!letter.summary().state().equals("dead")) {
            return Answer.NOT_DEAD;
        }
        if (source.cutFrom() != null && payload == null) {
            return Answer.NOT_WHOLE;
        }
        if (!resend.send(source, payload)) {
            return Answer.BROKER_AWAY;
        }
        return letters.resolve(letter.summary().id(), "retried", by, null) ? Answer.DONE : Answer.NOT_DEAD;
    }

    /// The result of retrying many.
    ///
    /// @param matched how many open dead letters matched; more than 1,000 need several calls
    /// @param retried how many of them are retried now
    /// @param items the first 100 of those that this call handled
    record RetrySummary(long matched, long retried, List<UUID> items) {}

    /// Retries all open dead letters of the query, up to 1,000. Those that cannot be retried now are left for a
    /// later call.
    RetrySummary retryAll(DeadLetterQuery query, boolean dryRun, @Nullable String by) {
        var open = letters.open(query, MOST_AT_ONCE);
        var ids = open.stream().map(DeadLetterQueries.Open::id).toList();
        if (!dryRun) {
            for (var id : ids) {
                var answer = retry(id, query.owner(), null, by);
                log.debug("dead-letter={} of many: {}", id, answer);
                if (answer == Answer.BROKER_AWAY) {
                    break;
                }
            }
        }
        return new RetrySummary(
                open.isEmpty() ? 0 : open.getFirst().matched(),
                dryRun ? 0 : letters.countRetried(ids),
                ids.stream().limit(MOST_SHOWN).toList());
    }

    /// Resolves it without a retry.
    Answer dismiss(UUID id, String owner, String reason, @Nullable String by) {
        if (letters.find(id, owner).isEmpty()) {
            return Answer.UNKNOWN;
        }
        return letters.resolve(id, "dismissed", by, reason) ? Answer.DONE : Answer.NOT_DEAD;
    }

    @EventListener
    void on(JobRetried job) {
        letters.retriedWithJob(job.jobId());
    }
}
