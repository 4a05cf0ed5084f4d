package dev.waymill.system;

import dev.waymill.events.JobChanged;
import dev.waymill.events.JobState;
import dev.waymill.events.TaskReported;
import dev.waymill.events.TaskReported.Report;
import dev.waymill.events.Topics;
import dev.waymill.events.UnreadableEventException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The evidence of a run that does not depend on the scheduler's state: a log of leases kept by a database
/// trigger, the workers' own records of what they ran, and all records on the topics. Both databases are on one
/// server, so their times come from one clock.
final class Witness {
    private static final String KEEP_LEASE_LOG = """
            CREATE TABLE lease_log (
                task_id uuid, attempt integer, taken boolean, at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            CREATE FUNCTION log_lease() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    INSERT INTO lease_log (task_id, attempt, taken) VALUES (NEW.task_id, NEW.attempt, true);
                ELSE
                    INSERT INTO lease_log (task_id, attempt, taken) VALUES (OLD.task_id, OLD.attempt, false);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER lease_log AFTER INSERT OR DELETE ON lease FOR EACH ROW EXECUTE FUNCTION log_lease();
            """;

    /// An attempt at a task.
    record Attempt(UUID task, int number) {}

    /// @param back when the lease was released or revoked; empty while it is held
    record Lease(Attempt attempt, Instant taken, Optional<Instant> back) {}

    /// @param ended empty when the worker died or has not finished
    record Run(Attempt attempt, String worker, Instant began, Optional<Instant> ended) {}

    /// A task that counts as succeeded in the scheduler.
    record Success(UUID job, Attempt attempt, String worker, Instant at) {}

    /// What was reported about an attempt.
    ///
    /// @param ends the ids of the events that report its end, without duplicates
    record Reported(Set<String> workers, Set<UUID> ends, Set<UUID> successes) {
        Reported() {
            this(new HashSet<>(), new HashSet<>(), new HashSet<>());
        }
    }

    /// The versions in which a job was published as finished.
    record Published(Map<Long, JobState> ends, Set<Long> versions) {}

    final List<Success> successes;
    final Map<Attempt, Lease> leases;
    final Map<Attempt, Run> runs;
    final Map<Attempt, Reported> reported = new HashMap<>();
    final Map<UUID, Published> published = new HashMap<>();

    private Witness(Waymill waymill) throws UnreadableEventException {
        successes = waymill.rows(
                "waymill_scheduler",
                """
                SELECT job_id, task_id, attempt, worker, finished_at FROM finished JOIN task ON task.id = task_id
                WHERE state = 'SUCCEEDED'
                """,
                row -> new Success(
                        row.getObject(1, UUID.class),
                        attempt(row, 2),
                        row.getString(4),
                        instant(row, 5).orElseThrow()));
        leases = byAttempt(
                waymill.rows(
                        "waymill_scheduler",
                        """
                SELECT task_id, attempt, min(at) FILTER (WHERE taken), max(at) FILTER (WHERE NOT taken)
                FROM lease_log GROUP BY task_id, attempt
                """,
                        row -> new Lease(attempt(row, 1), instant(row, 3).orElseThrow(), instant(row, 4))),
                Lease::attempt);
        runs = byAttempt(
                waymill.rows(
                        "waymill_worker",
                        """
                SELECT task_id, attempt, worker, started_at, finished_at FROM execution
                """,
                        row -> new Run(
                                attempt(row, 1),
                                row.getString(3),
                                instant(row, 4).orElseThrow(),
                                instant(row, 5))),
                Run::attempt);
        new Topic(waymill, Topics.TASK_REPORTED).read(this::collect);
        new Topic(waymill, Topics.JOB_CHANGED).read(this::collect);
    }

    /// Installs a log of all later leases in the scheduler's database.
    static void keepLeaseLog(Waymill waymill) {
        try (var connection = waymill.services
                        .stack()
                        .postgres()
                        .database("waymill_scheduler")
                        .connect();
                var statement = connection.createStatement()) {
            statement.execute(KEEP_LEASE_LOG);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Collects the evidence. Call it when all jobs are finished.
    static Witness of(Waymill waymill) throws UnreadableEventException {
        return new Witness(waymill);
    }

    /// The runs of each task by attempt number, in ascending order.
    Map<UUID, TreeMap<Integer, Run>> runsByTask() {
        return runs.values().stream()
                .collect(Collectors.groupingBy(
                        run -> run.attempt().task(),
                        Collectors.toMap(
                                run -> run.attempt().number(), Function.identity(), (a, _) -> a, TreeMap::new)));
    }

    /// When the attempt's lease was released or revoked.
    Instant leaseEnd(Attempt attempt) {
        return Optional.ofNullable(leases.get(attempt)).flatMap(Lease::back).orElseThrow();
    }

    /// The number of runs that began before an older run of the same task had ended.
    long overlapping() {
        return runsByTask().values().stream()
                .flatMap(runs -> runs.values().stream()
                        .filter(run -> runs.headMap(run.attempt().number()).values().stream()
                                .anyMatch(older -> older.ended().isEmpty()
                                        || older.ended().get().isAfter(run.began()))))
                .count();
    }

    private void collect(Topic.Entry record) {
        switch (record.event()) {
            case TaskReported report -> collect(report);
            case JobChanged change -> collect(change);
            default -> {}
        }
    }

    private void collect(TaskReported report) {
        var attempt = reported.computeIfAbsent(new Attempt(report.taskId(), report.attempt()), _ -> new Reported());
        attempt.workers().add(report.workerId());
        switch (report.report()) {
            case Report.Started _, Report.Progressed _ -> {}
            case Report.Done _ -> {
                attempt.ends().add(report.eventId());
                attempt.successes().add(report.eventId());
            }
            case Report.Failed _, Report.Snoozed _ -> attempt.ends().add(report.eventId());
        }
    }

    private void collect(JobChanged change) {
        var job = published.computeIfAbsent(change.jobId(), _ -> new Published(new HashMap<>(), new HashSet<>()));
        job.versions().add(change.version());
        if (change.finishedAt() != null) {
            job.ends().put(change.version(), change.state());
        }
    }

    private static <T> Map<Attempt, T> byAttempt(List<T> rows, Function<T, Attempt> attempt) {
        return rows.stream().collect(Collectors.toMap(attempt, Function.identity()));
    }

    private static Attempt attempt(ResultSet row, int column) throws SQLException {
        return new Attempt(row.getObject(column, UUID.class), row.getInt(column + 1));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
