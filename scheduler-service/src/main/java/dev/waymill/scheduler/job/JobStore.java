package dev.waymill.scheduler.job;

import dev.waymill.events.JobCreated;
import dev.waymill.events.Progress;
import dev.waymill.scheduler.intake.Intake.Received;
import dev.waymill.scheduler.task.TaskStore;
import dev.waymill.scheduler.task.TaskStore.NewTask;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The job rows, one statement for any number of them. Each change that people can see grows the version and
/// goes to the outbox in the same statement.
@Component
public class JobStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TaskStore tasks;

    JobStore(JdbcClient jdbc, JsonMapper json, TaskStore tasks) {
        this.jdbc = jdbc;
        this.json = json;
        this.tasks = tasks;
    }

    /// In the order of ids, so that two schedulers that are told the same jobs cannot wait for each other in a
    /// circle.
    private static final String INSERT = """
            WITH added AS (
                INSERT INTO job (id, owner, type, priority, max_attempts, clean_up, traceparent)
                SELECT id, owner, type, priority, max_attempts, clean_up::jsonb, traceparent
                FROM unnest(:ids::uuid[], :owners::text[], :types::text[], :priorities::integer[],
                            :maxAttempts::integer[], :cleanUps::text[], :traceparents::text[])
                     AS said (id, owner, type, priority, max_attempts, clean_up, traceparent)
                ORDER BY id
                ON CONFLICT (id) DO NOTHING
                RETURNING id, version
            ), told AS (
                INSERT INTO job_change (job_id, version) SELECT id, version FROM added
            )
            SELECT id FROM added
            """;

    /// Takes jobs in, each with its first task. One that was taken in before is left as it is.
    void add(List<Received<JobCreated>> created) {
        var jobs = new LinkedHashMap<UUID, Received<JobCreated>>();
        created.forEach(one -> jobs.putIfAbsent(one.event().jobId(), one));
        if (jobs.isEmpty()) {
            return;
        }
        var events = jobs.values().stream().map(Received::event).toList();
        var added = new HashSet<>(jdbc.sql(INSERT)
                .param("ids", jobs.keySet().toArray(UUID[]::new))
                .param("owners", events.stream().map(JobCreated::owner).toArray(String[]::new))
                .param("types", events.stream().map(JobCreated::jobType).toArray(String[]::new))
                .param("priorities", events.stream().map(JobCreated::priority).toArray(Integer[]::new))
                .param(
                        "maxAttempts",
                        events.stream().map(JobCreated::maxAttempts).toArray(Integer[]::new))
                .param("cleanUps", events.stream().map(this::cleanUp).toArray(String[]::new))
                .param(
                        "traceparents",
                        jobs.values().stream().map(Received::traceparent).toArray(String[]::new))
                .query(UUID.class)
                .list());
        tasks.add(events.stream()
                .filter(job -> added.contains(job.jobId()))
                .map(JobStore::firstTask)
                .toList());
    }

    private @Nullable String cleanUp(JobCreated job) {
        return job.cleanUp() == null ? null : json.writeValueAsString(job.cleanUp());
    }

    private static NewTask firstTask(JobCreated job) {
        return new NewTask(idOf(job.jobId(), "first"), job.jobId(), job.firstTask(), Duration.ZERO, false, false);
    }

    /// The id of a task that follows from something else: the same cause gives the same id, so it is added
    /// once.
    public static UUID idOf(UUID cause, String name) {
        return UUID.nameUUIDFromBytes((cause + ":" + name).getBytes(StandardCharsets.UTF_8));
    }

    /// A job whose row is locked until the end of the transaction.
    public record Locked(UUID id, String state, int maxAttempts) {}

    private static final String LOCK = """
            SELECT id, state, max_attempts FROM job WHERE id = ANY(:ids) ORDER BY id FOR UPDATE
            """;

    /// Locks jobs in the order of their ids; unknown ones are left out.
    public List<Locked> lock(Collection<UUID> ids) {
        return jdbc.sql(LOCK)
                .param("ids", ids.toArray(UUID[]::new), Types.ARRAY)
                .query(Locked.class)
                .list();
    }

    Optional<Locked> lock(UUID id) {
        return lock(List.of(id)).stream().findFirst();
    }

    private static final String BEGIN = """
            WITH changed AS (
                UPDATE job
                SET state = 'running', attempt = said.attempt, grace_ends_at = NULL, version = job.version + 1,
                    updated_at = clock_timestamp()
                FROM unnest(:jobs::uuid[], :attempts::integer[]) AS said (job_id, attempt)
                WHERE job.id = said.job_id AND job.finished_at IS NULL
                RETURNING job.id, job.version
            )
            INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
            ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            """;

    /// A task of each of these jobs has begun that attempt.
    public void begin(Map<UUID, Integer> attempts) {
        if (!attempts.isEmpty()) {
            jdbc.sql(BEGIN)
                    .param("jobs", attempts.keySet().toArray(UUID[]::new))
                    .param("attempts", attempts.values().toArray(Integer[]::new))
                    .update();
        }
    }

    private static final String PROGRESS = """
            WITH changed AS (
                UPDATE job
                SET phase = said.phase, done = said.done, total = said.total, version = job.version + 1,
                    updated_at = clock_timestamp()
                FROM unnest(:jobs::uuid[], :phases::text[], :dones::bigint[], :totals::bigint[])
                     AS said (job_id, phase, done, total)
                WHERE job.id = said.job_id AND job.finished_at IS NULL
                RETURNING job.id, job.version
            )
            INSERT INTO job_change (job_id, version) SELECT id, version FROM changed
            ON CONFLICT (job_id) DO UPDATE SET version = excluded.version
            """;

    /// How far each of these jobs has come.
    public void progress(Map<UUID, Progress> progress) {
        if (!progress.isEmpty()) {
            var values = progress.values();
            jdbc.sql(PROGRESS)
                    .param("jobs", progress.keySet().toArray(UUID[]::new))
                    .param("phases", values.stream().map(Progress::phase).toArray(String[]::new))
                    .param("dones", values.stream().map(Progress::done).toArray(Long[]::new))
                    .param("totals", values.stream().map(Progress::total).toArray(Long[]::new))
                    .update();
        }
    }
}
