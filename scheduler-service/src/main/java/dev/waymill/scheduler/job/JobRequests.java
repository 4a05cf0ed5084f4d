package dev.waymill.scheduler.job;

import dev.waymill.events.EventCodec;
import dev.waymill.events.JobCancelled;
import dev.waymill.scheduler.job.JobStatus.TaskStatus;
import dev.waymill.scheduler.task.TaskStore;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// What people ask of a job. Each method is one transaction; what others hear of it is sent after the commit.
@Component
class JobRequests {
    private final JdbcClient jdbc;
    private final JobStore jobs;
    private final TaskStore tasks;
    private final JsonMapper json;
    private final TransactionTemplate transaction;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;

    JobRequests(
            JdbcClient jdbc,
            JobStore jobs,
            TaskStore tasks,
            JsonMapper json,
            TransactionTemplate transaction,
            KafkaTemplate<String, byte[]> kafka,
            Clock clock) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.tasks = tasks;
        this.json = json;
        this.transaction = transaction;
        this.kafka = kafka;
        this.clock = clock;
    }

    /// How a request ended.
    enum Answer {
        DONE,
        UNKNOWN,
        /// The job succeeded or failed already.
        ALREADY_FINISHED,
        /// A task that must not be stopped has begun.
        PAST_CANCELLING,
        NOT_IN_GRACE
    }

    private static final String JOB = """
            SELECT * FROM job WHERE id = :id
            """;

    private static final String TASKS = """
            SELECT t.id, t.kind, d.run_at,
                   CASE WHEN f.task_id IS NOT NULL THEN f.state
                        WHEN l.worker IS NOT NULL THEN 'RUNNING'
                        WHEN l.task_id IS NOT NULL THEN 'DISPATCHED'
                        ELSE 'READY' END AS state,
                   coalesce(f.attempt, l.attempt, r.attempt, d.attempt, 0) AS attempt,
                   a.error_code, a.error_message
            FROM task t
            LEFT JOIN delayed d ON d.task_id = t.id
            LEFT JOIN ready r ON r.task_id = t.id
            LEFT JOIN lease l ON l.task_id = t.id
            LEFT JOIN finished f ON f.task_id = t.id
            LEFT JOIN LATERAL (
                SELECT error_code, error_message FROM attempt WHERE task_id = t.id ORDER BY attempt DESC LIMIT 1
            ) a ON true
            WHERE t.job_id = :id
            ORDER BY t.created_at, t.id
            """;

    java.util.Optional<JobStatus> status(UUID id) {
        var parts = jdbc.sql(TASKS)
                .param("id", id)
                .query((row, _) -> new TaskStatus(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("state"),
                        row.getInt("attempt"),
                        JobStatus.instant(row, "run_at"),
                        JobStatus.Error.of(row.getString("error_code"), row.getString("error_message"))))
                .list();
        return jdbc.sql(JOB)
                .param("id", id)
                .query((row, _) -> JobStatus.of(row, parts, json))
                .optional();
    }

    /// Cancels the job, unless it is over or past cancelling. Again is no error.
    Answer cancel(UUID id) {
        var answer = transaction.execute(_ -> cancelLocked(id));
        if (answer == Answer.DONE) {
            var cancelled = new JobCancelled(JobStore.idOf(id, "cancelled"), clock.instant(), id);
            var unused = kafka.send(EventCodec.toRecord(cancelled, null));
        }
        return answer;
    }

    private Answer cancelLocked(UUID id) {
        var job = jobs.lock(id);
        if (job.isEmpty()) {
            return Answer.UNKNOWN;
        }
        return switch (job.get().state()) {
            case "cancelled" -> Answer.DONE;
            case "succeeded", "failed" -> Answer.ALREADY_FINISHED;
            default -> {
                tasks.hold(id);
                if (tasks.hasBegunForGood(id)) {
                    yield Answer.PAST_CANCELLING;
                }
                jobs.cancel(id);
                yield Answer.DONE;
            }
        };
    }

    /// Ends the job's grace period now.
    Answer promote(UUID id) {
        return transaction.execute(_ -> {
            if (jobs.lock(List.of(id)).isEmpty()) {
                return Answer.UNKNOWN;
            }
            tasks.hold(id);
            if (!tasks.endGrace(id)) {
                return Answer.NOT_IN_GRACE;
            }
            jobs.settle(id);
            return Answer.DONE;
        });
    }
}
