package dev.waymill.scheduler.job;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.JobCreated;
import dev.waymill.events.JobTerms;
import dev.waymill.events.JobTerms.Backoff;
import dev.waymill.events.JobTerms.Concurrency;
import dev.waymill.scheduler.inbox.BatchProcessor.Received;
import dev.waymill.scheduler.queue.ReadyQueue;
import dev.waymill.scheduler.task.NewTask;
import dev.waymill.scheduler.task.NewTask.StartCondition;
import dev.waymill.scheduler.task.TaskMoves;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Inserts a batch of jobs in a few statements. Called inside a transaction.
@Component
class JobInserter {
    private static final JobTerms AT_ONCE = new JobTerms(null, false, null, null);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskMoves tasks;
    private final ReadyQueue queue;

    JobInserter(JdbcClient jdbc, JsonMapper json, TaskMoves tasks, ReadyQueue queue) {
        this.jdbc = jdbc;
        this.json = json;
        this.tasks = tasks;
        this.queue = queue;
    }

    /// Inserts in the order of ids, so that two schedulers that receive the same jobs cannot deadlock.
    private static final String INSERT = """
            WITH added AS (
                INSERT INTO job (id, owner, type, priority, max_attempts, clean_up, traceparent, state, concurrency_key,
                                 backoff_base_ms, backoff_factor, backoff_cap_ms, time_limit_ms, progress_deadline_ms)
                SELECT id, owner, type, priority, max_attempts, clean_up::json, traceparent,
                       CASE WHEN hold THEN 'held' ELSE 'queued' END, concurrency_key, base, factor, cap,
                       time_limit, progress_deadline
                FROM unnest(:ids::uuid[], :owners::text[], :types::text[], :priorities::integer[],
                            :maxAttempts::integer[], :cleanUps::text[], :traceparents::text[], :holds::boolean[],
                            :keys::text[], :bases::bigint[], :factors::double precision[], :caps::bigint[],
                            :timeLimits::bigint[], :progressDeadlines::bigint[])
                     AS input (id, owner, type, priority, max_attempts, clean_up, traceparent, hold, concurrency_key,
                              base, factor, cap, time_limit, progress_deadline)
                ORDER BY id
                ON CONFLICT (id) DO NOTHING
                RETURNING id
            ), published AS (
                INSERT INTO job_change (job_id) SELECT id FROM added
            )
            SELECT id FROM added
            """;

    /// Inserts each job with its first task. A job that exists already is left unchanged.
    void add(List<Received<JobCreated>> created) {
        var byId = new LinkedHashMap<UUID, Received<JobCreated>>();
        created.forEach(one -> byId.putIfAbsent(one.event().jobId(), one));
        var received = List.copyOf(byId.values());
        var jobs = received.stream().map(Received::event).toList();
        if (jobs.isEmpty()) {
            return;
        }
        var added = new HashSet<>(jdbc.sql(INSERT)
                .param("ids", column(jobs, JobCreated::jobId, UUID[]::new))
                .param("owners", column(jobs, JobCreated::owner, String[]::new))
                .param("types", column(jobs, JobCreated::jobType, String[]::new))
                .param("priorities", column(jobs, JobCreated::priority, Integer[]::new))
                .param("maxAttempts", column(jobs, JobCreated::maxAttempts, Integer[]::new))
                .param("cleanUps", column(jobs, this::cleanUp, String[]::new))
                .param("traceparents", column(received, Received::traceparent, String[]::new))
                .param("holds", column(jobs, job -> terms(job).hold(), Boolean[]::new))
                .param("keys", column(jobs, job -> of(terms(job).concurrency(), Concurrency::key), String[]::new))
                .param("bases", column(jobs, job -> backoff(job, b -> b.base().toMillis()), Long[]::new))
                .param("factors", column(jobs, job -> backoff(job, Backoff::factor), Double[]::new))
                .param("caps", column(jobs, job -> backoff(job, b -> b.cap().toMillis()), Long[]::new))
                .param("timeLimits", column(jobs, job -> limit(job, AttemptLimits::timeLimit), Long[]::new))
                .param(
                        "progressDeadlines",
                        column(jobs, job -> limit(job, AttemptLimits::progressDeadline), Long[]::new))
                .query(UUID.class)
                .list());
        var fresh = jobs.stream().filter(job -> added.contains(job.jobId())).toList();
        setCapacities(fresh);
        tasks.add(fresh.stream().map(JobInserter::firstTask).toList());
    }

    /// If jobs of one key have different capacities, the last one counts.
    private static final String SET_CAPACITIES = """
            INSERT INTO concurrency_key AS k (owner, key, capacity)
            SELECT DISTINCT ON (owner, key) owner, key, capacity
            FROM unnest(:owners::text[], :keys::text[], :capacities::integer[])
                 WITH ORDINALITY AS input (owner, key, capacity, place)
            ORDER BY owner, key, place DESC
            ON CONFLICT (owner, key) DO UPDATE SET capacity = excluded.capacity WHERE k.capacity <> excluded.capacity
            """;

    private void setCapacities(List<JobCreated> jobs) {
        var keyed =
                jobs.stream().filter(job -> terms(job).concurrency() != null).toList();
        if (!keyed.isEmpty()) {
            // Owners are locked before their keys, as everywhere; all owners, since their tasks are added next.
            queue.lock(jobs.stream().map(JobCreated::owner).collect(Collectors.toSet()));
            jdbc.sql(SET_CAPACITIES)
                    .param("owners", column(keyed, JobCreated::owner, String[]::new))
                    .param("keys", column(keyed, job -> of(terms(job).concurrency(), Concurrency::key), String[]::new))
                    .param(
                            "capacities",
                            column(keyed, job -> of(terms(job).concurrency(), Concurrency::limit), Integer[]::new))
                    .update();
        }
    }

    private static NewTask firstTask(JobCreated job) {
        return new NewTask(
                JobStore.idOf(job.jobId(), "first"),
                job.jobId(),
                job.firstTask(),
                startCondition(terms(job)),
                false,
                null);
    }

    private static StartCondition startCondition(JobTerms terms) {
        if (terms.hold()) {
            return new StartCondition.Released(terms.runAt());
        }
        return terms.runAt() == null
                ? new StartCondition.After(Duration.ZERO, false)
                : new StartCondition.At(terms.runAt());
    }

    private @Nullable String cleanUp(JobCreated job) {
        return of(job.cleanUp(), json::writeValueAsString);
    }

    private static JobTerms terms(JobCreated job) {
        return job.terms() == null ? AT_ONCE : job.terms();
    }

    private static <R> @Nullable R backoff(JobCreated job, Function<Backoff, R> part) {
        return of(terms(job).backoff(), part);
    }

    private static @Nullable Long limit(JobCreated job, Function<AttemptLimits, @Nullable Duration> part) {
        return of(of(terms(job).limits(), part), Duration::toMillis);
    }

    private static <T, R> @Nullable R of(@Nullable T value, Function<T, R> part) {
        return value == null ? null : part.apply(value);
    }

    private static <T, R> R[] column(List<T> rows, Function<T, ? extends @Nullable R> value, IntFunction<R[]> type) {
        return rows.stream().map(value).toArray(type);
    }
}
