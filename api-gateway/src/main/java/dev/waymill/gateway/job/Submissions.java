package dev.waymill.gateway.job;

import dev.waymill.gateway.job.Submission.Outcome;
import dev.waymill.gateway.job.Submission.Uniqueness;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Creates jobs. After [#submit] has returned, the job survives a crash of any process.
@Repository
public class Submissions {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SubmissionResults results;
    private final Clock clock;
    private final JobRow rows;

    Submissions(JdbcClient jdbc, TransactionTemplate transaction, SubmissionResults results, Clock clock, JobRow rows) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.results = results;
        this.clock = clock;
        this.rows = rows;
    }

    /// Creates the job, or finds the existing one. Two equal concurrent submissions create one job: each waits
    /// for the lock of its idempotency key, then for the lock of its uniqueness key; always in this order, so
    /// that they cannot deadlock.
    public Outcome submit(Submission submission) {
        var outcome =
                Objects.requireNonNull(transaction.execute(_ -> decide(submission)), "every submission is decided");
        results.add(submission, outcome);
        return outcome;
    }

    private Outcome decide(Submission submission) {
        var once = submission.once();
        if (once != null) {
            lock("key " + submission.owner() + " " + once.route() + " " + once.key());
            var earlier = findAnswer(submission.owner(), once);
            if (earlier.isPresent()) {
                return earlier.get().outcome(once);
            }
        }
        var same = findSame(submission);
        var job = same.orElseGet(() -> insert(submission));
        if (once != null) {
            remember(submission.owner(), once, job.id(), same.isEmpty());
        }
        return same.isPresent() ? new Outcome.AlreadyThere(job) : new Outcome.Accepted(job);
    }

    /// Holds the lock until the end of the transaction. A hash collision only makes two unrelated submissions
    /// wait for each other.
    private static final String LOCK = """
            SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))) AS locked
            """;

    private void lock(String name) {
        jdbc.sql(LOCK).param("name", name).query(Integer.class).single();
    }

    private record Answer(String requestHash, boolean created, Job job) {
        Outcome outcome(Submission.IdempotencyToken once) {
            if (!requestHash.equals(once.requestHash())) {
                return new Outcome.Mismatch();
            }
            return created ? new Outcome.Repeated(job) : new Outcome.AlreadyThere(job);
        }
    }

    private static final String FIND_ANSWER = """
            SELECT answer.request_hash, answer.created, job.*
            FROM (SELECT request_hash, created, job_id FROM idempotency
                  WHERE owner = :owner AND route = :route AND key = :key) AS answer
            CROSS JOIN LATERAL (SELECT %s FROM job WHERE id = answer.job_id) AS job
            """.formatted(JobRow.COLUMNS);

    private Optional<Answer> findAnswer(String owner, Submission.IdempotencyToken once) {
        return jdbc.sql(FIND_ANSWER)
                .param("owner", owner)
                .param("route", once.route())
                .param("key", once.key())
                .query((row, number) ->
                        new Answer(row.getString("request_hash"), row.getBoolean("created"), rows.mapRow(row, number)))
                .optional();
    }

    /// Overwrites a key whose job was deleted while the key was inserted.
    private static final String REMEMBER = """
            INSERT INTO idempotency (owner, route, key, request_hash, job_id, created)
            VALUES (:owner, :route, :key, :hash, :job, :created)
            ON CONFLICT (owner, route, key) DO UPDATE
            SET request_hash = excluded.request_hash, job_id = excluded.job_id, created = excluded.created,
                created_at = excluded.created_at
            """;

    private void remember(String owner, Submission.IdempotencyToken once, UUID job, boolean created) {
        jdbc.sql(REMEMBER)
                .param("owner", owner)
                .param("route", once.route())
                .param("key", once.key())
                .param("hash", once.requestHash())
                .param("job", job)
                .param("created", created)
                .update();
    }

    private Optional<Job> findSame(Submission submission) {
        return switch (submission.work().same()) {
            case Uniqueness.File(var sha256) -> findSameFile(submission, sha256);
            case Uniqueness.Key(var key, var period) ->
                findSameKey(submission.owner(), submission.work().type(), key, period);
            case Uniqueness.ActiveKey(var key) ->
                findStanding(submission.owner(), submission.work().type(), key);
            case null -> Optional.empty();
        };
    }

    /// The same bytes read with other options count as a different file. A file without any valid point is not
    /// known: earlier versions let its import succeed.
    private static final String FIND_SAME_FILE = """
            SELECT %s FROM job
            WHERE owner = :owner AND sha256 = :sha256 AND state NOT IN ('failed', 'cancelled') AND reverted_by IS NULL
              AND jsonb_strip_nulls(payload::jsonb - '{fileName,grace}'::text[])
                = jsonb_strip_nulls(:payload::jsonb - '{fileName,grace}'::text[])
              AND NOT coalesce(state = 'succeeded' AND result ->> 'outcome' IS NULL
                               AND result -> 'points' ->> 'read' = result -> 'points' ->> 'rejected', false)
            ORDER BY created_at
            LIMIT 1
            """.formatted(JobRow.COLUMNS);

    private Optional<Job> findSameFile(Submission submission, String sha256) {
        lock("file " + submission.owner() + " " + sha256);
        return jdbc.sql(FIND_SAME_FILE)
                .param("owner", submission.owner())
                .param("sha256", sha256)
                .param("payload", submission.work().payload().text())
                .query(rows)
                .optional();
    }

    private static final String FIND_SAME_KEY = """
            SELECT %s FROM job
            WHERE owner = :owner AND type = :type AND unique_key = :key AND created_at > :since
              AND state NOT IN ('failed', 'cancelled')
            ORDER BY created_at DESC
            LIMIT 1
            """.formatted(JobRow.COLUMNS);

    private Optional<Job> findSameKey(String owner, String type, String key, Duration period) {
        lock("unique " + owner + " " + type + " " + key);
        return jdbc.sql(FIND_SAME_KEY)
                .param("owner", owner)
                .param("type", type)
                .param("key", key)
                .param("since", Timestamp.from(now().minus(period)))
                .query(rows)
                .optional();
    }

    private static final String FIND_STANDING = """
            SELECT %s FROM job
            WHERE owner = :owner AND type = :type AND unique_key = :key AND state NOT IN ('failed', 'cancelled')
            ORDER BY created_at DESC
            LIMIT 1
            """.formatted(JobRow.COLUMNS);

    private Optional<Job> findStanding(String owner, String type, String key) {
        lock("unique " + owner + " " + type + " " + key);
        return jdbc.sql(FIND_STANDING)
                .param("owner", owner)
                .param("type", type)
                .param("key", key)
                .query(rows)
                .optional();
    }

    private static final String INSERT = """
            INSERT INTO job (id, owner, type, payload, payload_bytes, sha256, unique_key, unique_until, priority, max_attempts,
                             terms, trace_id, traceparent, created_at, updated_at)
            VALUES (:id, :owner, :type, :payload::json, :payloadBytes, :sha256, :uniqueKey, :uniqueUntil, :priority,
                    :maxAttempts, :terms::jsonb, :traceId, :traceparent, :now, :now)
            RETURNING %s
            """.formatted(JobRow.COLUMNS);

    private Job insert(Submission submission) {
        var work = submission.work();
        return jdbc.sql(INSERT)
                .param("id", submission.id())
                .param("owner", submission.owner())
                .param("type", work.type())
                .param("payload", work.payload().text())
                .param("payloadBytes", work.payload().bytes())
                .param("sha256", work.same() instanceof Uniqueness.File(var sha256) ? sha256 : null)
                .param("uniqueKey", uniqueKey(work.same()))
                .param(
                        "uniqueUntil",
                        work.same() instanceof Uniqueness.Key(var _, var period)
                                ? Timestamp.from(now().plus(period))
                                : null)
                .param("priority", work.priority())
                .param("maxAttempts", work.maxAttempts())
                .param("terms", work.terms() == null ? null : JSON.writeValueAsString(work.terms()))
                .param("traceId", submission.trace().traceId())
                .param("traceparent", submission.trace().traceparent())
                .param("now", Timestamp.from(now()))
                .query(rows)
                .single();
    }

    private static @Nullable String uniqueKey(@Nullable Uniqueness same) {
        return switch (same) {
            case Uniqueness.Key unique -> unique.key();
            case Uniqueness.ActiveKey unique -> unique.key();
            case Uniqueness.File _ -> null;
            case null -> null;
        };
    }

    /// As precise as the database, so that this response equals later ones.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
