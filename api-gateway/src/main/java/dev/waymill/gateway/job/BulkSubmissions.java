package dev.waymill.gateway.job;

import dev.waymill.gateway.job.Submission.Outcome;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Creates many jobs of one owner with a few statements and one commit.
@Repository
public class BulkSubmissions {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Submissions oneByOne;
    private final SubmissionResults results;
    private final Clock clock;

    BulkSubmissions(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Submissions oneByOne,
            SubmissionResults results,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.oneByOne = oneByOne;
        this.results = results;
        this.clock = clock;
    }

    /// The outcome of one submission.
    public sealed interface BulkResult {
        /// A new job.
        record Made(UUID job) implements BulkResult {}

        /// The job existed already.
        record Existing(UUID job) implements BulkResult {}

        /// The Idempotency-Key was used for a different request.
        record Mismatch() implements BulkResult {}
    }

    /// Creates the jobs. After this returns, they survive a crash of any process. A submission that may equal
    /// an earlier job gets its own transaction, since it must wait for concurrent submissions of the same job.
    ///
    /// @param submissions all of one owner
    /// @return the outcome of each submission, in the same order
    public List<BulkResult> submit(List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return List.of();
        }
        var taken = new HashMap<UUID, BulkResult>();
        var plain = new ArrayList<Submission>();
        for (var submission : submissions) {
            if (submission.work().same() == null) {
                plain.add(submission);
            } else {
                taken.put(submission.id(), taken(oneByOne.submit(submission)));
            }
        }
        if (!plain.isEmpty()) {
            var inserted = Objects.requireNonNull(transaction.execute(_ -> insertOnce(plain)));
            results.add(plain, inserted);
            taken.putAll(inserted);
        }
        return submissions.stream()
                .map(submission -> taken.computeIfAbsent(submission.id(), _ -> taken(oneByOne.submit(submission))))
                .toList();
    }

    private static BulkResult taken(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(var job) -> new BulkResult.Made(job.id());
            case Outcome.Repeated(var job) -> new BulkResult.Existing(job.id());
            case Outcome.AlreadyThere(var job) -> new BulkResult.Existing(job.id());
            case Outcome.Mismatch() -> new BulkResult.Mismatch();
        };
    }

    /// The transaction that inserts an Idempotency-Key creates the job. A transaction that finds the key waits
    /// for the other one to commit, and then returns its job.
    private Map<UUID, BulkResult> insertOnce(List<Submission> submissions) {
        var keyed = submissions.stream().filter(one -> one.once() != null).toList();
        var ours = keyed.isEmpty() ? Set.<UUID>of() : insertKeys(keyed);
        var made = submissions.stream()
                .filter(one -> one.once() == null || ours.contains(one.id()))
                .toList();
        insert(made);
        var taken = made.stream()
                .collect(Collectors.toMap(Submission::id, one -> (BulkResult) new BulkResult.Made(one.id())));
        keyed.stream()
                .filter(one -> !ours.contains(one.id()))
                .forEach(one -> earlier(one).ifPresent(before -> taken.put(one.id(), before)));
        return taken;
    }

    private static final String INSERT_KEYS = """
            INSERT INTO idempotency (owner, route, key, request_hash, job_id, created)
            SELECT :owner, route, key, hash, job, true
            FROM unnest(:routes::text[], :keys::text[], :hashes::text[], :jobs::uuid[]) AS input (route, key, hash, job)
            ON CONFLICT (owner, route, key) DO NOTHING
            RETURNING job_id
            """;

    private Set<UUID> insertKeys(List<Submission> submissions) {
        return Set.copyOf(jdbc.sql(INSERT_KEYS)
                .param("owner", submissions.getFirst().owner())
                .param("routes", texts(submissions, one -> once(one).route()), Types.ARRAY)
                .param("keys", texts(submissions, one -> once(one).key()), Types.ARRAY)
                .param("hashes", texts(submissions, one -> once(one).requestHash()), Types.ARRAY)
                .param("jobs", texts(submissions, one -> one.id().toString()), Types.ARRAY)
                .query(UUID.class)
                .list());
    }

    private record Earlier(String requestHash, UUID jobId) {}

    private static final String EARLIER = """
            SELECT request_hash, job_id FROM idempotency WHERE owner = :owner AND route = :route AND key = :key
            """;

    /// @return empty when the key was deleted in the meantime
    private Optional<BulkResult> earlier(Submission submission) {
        return jdbc.sql(EARLIER)
                .param("owner", submission.owner())
                .param("route", once(submission).route())
                .param("key", once(submission).key())
                .query(Earlier.class)
                .optional()
                .map(earlier -> earlier.requestHash().equals(once(submission).requestHash())
                        ? new BulkResult.Existing(earlier.jobId())
                        : new BulkResult.Mismatch());
    }

    private static final String INSERT = """
            INSERT INTO job (id, owner, type, payload, payload_bytes, priority, max_attempts, terms, trace_id, traceparent, created_at,
                             updated_at)
            SELECT id, :owner, type, payload::json, payload_bytes, priority, max_attempts, terms::jsonb, :traceId, :traceparent, :now, :now
            FROM unnest(:ids::uuid[], :types::text[], :payloads::text[], :sizes::int[], :priorities::int[], :attempts::int[],
                        :terms::text[])
                 AS input (id, type, payload, payload_bytes, priority, max_attempts, terms)
            """;

    private void insert(List<Submission> made) {
        if (made.isEmpty()) {
            return;
        }
        var trace = made.getFirst().trace();
        jdbc.sql(INSERT)
                .param("owner", made.getFirst().owner())
                .param("traceId", trace.traceId())
                .param("traceparent", trace.traceparent())
                .param("now", Timestamp.from(clock.instant()))
                .param("ids", texts(made, one -> one.id().toString()), Types.ARRAY)
                .param("types", texts(made, one -> one.work().type()), Types.ARRAY)
                .param("payloads", texts(made, one -> one.work().payload().text()), Types.ARRAY)
                .param(
                        "sizes",
                        made.stream().map(one -> one.work().payload().bytes()).toArray(Integer[]::new),
                        Types.ARRAY)
                .param(
                        "priorities",
                        made.stream().map(one -> one.work().priority()).toArray(Integer[]::new),
                        Types.ARRAY)
                .param(
                        "attempts",
                        made.stream().map(one -> one.work().maxAttempts()).toArray(Integer[]::new),
                        Types.ARRAY)
                .param("terms", texts(made, BulkSubmissions::terms), Types.ARRAY)
                .update();
    }

    private static @Nullable String terms(Submission submission) {
        var terms = submission.work().terms();
        return terms == null ? null : JSON.writeValueAsString(terms);
    }

    private static Submission.IdempotencyToken once(Submission submission) {
        return Objects.requireNonNull(submission.once());
    }

    private static @Nullable String[] texts(List<Submission> all, Function<Submission, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
