package dev.waymill.scheduler.deadletter;

import dev.waymill.events.JobDeadLetter.Source;
import dev.waymill.events.RawJson;
import dev.waymill.events.rest.DeadLetter;
import dev.waymill.events.rest.DeadLetterBulkRetry;
import dev.waymill.events.rest.Refusal;
import dev.waymill.scheduler.job.CommandResult;
import dev.waymill.scheduler.job.CommandResult.Done;
import dev.waymill.scheduler.job.CommandResult.Refused;
import dev.waymill.scheduler.job.JobRetried;
import dev.waymill.scheduler.job.JobRetry;
import dev.waymill.scheduler.job.JobStore;
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
    private static final CommandResult NOT_FAILED =
            new Refused(Refusal.NOT_FAILED, "Its job has not failed, or no longer exists");
    /// Bytes of a record, with room for its headers in Kafka's limit of 1 MiB.
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

    /// Tries one again.
    ///
    /// @param owner whose it must be, or `*`
    /// @param payload what the task is to do, or what the record is to say, instead; null for the same as
    ///     before
    /// @param by who asks
    CommandResult retry(UUID id, String owner, @Nullable RawJson payload, @Nullable String by) {
        var found = letters.find(id, owner);
        if (found.isEmpty()) {
            return CommandResult.refused(Refusal.DEAD_LETTER_NOT_FOUND);
        }
        var letter = found.get();
        int most = letter.source() == null ? RawJson.MAX_PAYLOAD : MAX_RECORD;
        if (payload != null && (payload.bytes() > most || !payload.isUnicode() || payload.holdsNul())) {
            return CommandResult.refused(Refusal.NOT_STORABLE);
        }
        if (letter.source() != null) {
            return resend(letter, letter.source(), payload, by);
        }
        var job = letter.summary().jobId();
        var task = letter.summary().taskId();
        return job == null || task == null
                ? NOT_FAILED
                : retryJob(id, job, by, () -> retries.retry(job, task, payload));
    }

    /// Locks the job first, as everywhere. The dead letter is marked only if the job is retried, so that of two
    /// concurrent requests one is refused.
    private CommandResult retryJob(UUID id, UUID job, @Nullable String by, Supplier<CommandResult> retry) {
        return transaction.execute(status -> {
            jobs.lock(List.of(job));
            var result = letters.resolve(id, "retried", by, null)
                    ? ofLetter(retry.get())
                    : CommandResult.refused(Refusal.NOT_DEAD);
            if (result instanceof Refused) {
                status.setRollbackOnly();
            }
            return result;
        });
    }

    /// If the job no longer exists, there is nothing to retry; the dead letter itself is still known.
    private static CommandResult ofLetter(CommandResult result) {
        return switch (result) {
            case Refused(var refusal, var _)
            when refusal == Refusal.JOB_NOT_FOUND || refusal == Refusal.NOT_FAILED -> NOT_FAILED;
            case Done _, Refused _ -> result;
        };
    }

    /// Sends first: a crash in between causes a duplicate record, and events take effect once.
    private CommandResult resend(DeadLetter letter, Source source, @Nullable RawJson payload, @Nullable String by) {
        if (!letter.summary().state().equals("dead")) {
            return CommandResult.refused(Refusal.NOT_DEAD);
        }
        if (source.cutFrom() != null && payload == null) {
            return CommandResult.refused(Refusal.NOT_WHOLE);
        }
        if (!resend.send(source, payload)) {
            return CommandResult.refused(Refusal.BROKER_AWAY);
        }
        return letters.resolve(letter.summary().id(), "retried", by, null)
                ? CommandResult.DONE
                : CommandResult.refused(Refusal.NOT_DEAD);
    }

    /// Retries all open dead letters of the query. One that cannot be retried now is left for a later call.
    DeadLetterBulkRetry.Summary retryAll(DeadLetterQuery query, boolean dryRun, @Nullable String by) {
        var open = letters.open(query, MOST_AT_ONCE);
        var ids = open.stream().map(DeadLetterQueries.Open::id).toList();
        if (!dryRun) {
            for (var id : ids) {
                var result = retry(id, query.owner(), null, by);
                log.debug("dead-letter={} of many: {}", id, result);
                if (result.equals(CommandResult.refused(Refusal.BROKER_AWAY))) {
                    break;
                }
            }
        }
        return new DeadLetterBulkRetry.Summary(
                open.isEmpty() ? 0 : open.getFirst().matched(),
                dryRun ? 0 : letters.countRetried(ids),
                ids.stream().limit(MOST_SHOWN).toList());
    }

    /// Resolves it without a retry.
    CommandResult dismiss(UUID id, String owner, String reason, @Nullable String by) {
        if (letters.find(id, owner).isEmpty()) {
            return CommandResult.refused(Refusal.DEAD_LETTER_NOT_FOUND);
        }
        return letters.resolve(id, "dismissed", by, reason)
                ? CommandResult.DONE
                : CommandResult.refused(Refusal.NOT_DEAD);
    }

    @EventListener
    void on(JobRetried job) {
        letters.retriedWithJob(job.jobId());
    }
}
