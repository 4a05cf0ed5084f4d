package dev.waymill.scheduler.recovery;

import dev.waymill.events.Topics;
import dev.waymill.runtime.recovery.Recovery;
import dev.waymill.runtime.recovery.RecoveryOptions.Database;
import dev.waymill.runtime.recovery.RecoveryStep.EmptyTopics;
import dev.waymill.runtime.recovery.RecoveryStep.Statement;
import java.util.List;
import java.util.Set;

/// The steps of the scheduler's recovery.
public final class SchedulerRecovery {
    /// Not counted: a failed attempt would use up one of the task's attempts.
    private static final String RETURN_LEASES = """
            WITH claims AS (
                DELETE FROM claim
            ), leases AS (
                DELETE FROM lease RETURNING task_id, attempt, failures
            ), returned AS (
                INSERT INTO ready (start, task_id, attempt, failures)
                SELECT (SELECT last_value FROM virtual_clock), task_id, attempt, failures FROM leases
                RETURNING task_id
            )
            SELECT count(*) FROM returned
            """;

    /// The jobs get a concurrency key, so that those of an owner run one after another: a revert must follow
    /// its import. Each starts with a copy of its first task, as a job that was cancelled does; its older tasks
    /// are history. Nothing waits for a grace period again. A revert or a removal without an end does not
    /// concern points that came after it.
    private static final String REPEAT = """
            WITH lost AS MATERIALIZED (
                SELECT id, owner, type, finished_at, restarted_at,
                       (left(id::text, 19) || right(gen_random_uuid()::text, 17))::uuid AS task_id
                FROM job
                WHERE type IN ('import', 'revert', 'remove', 'restore') AND state = 'succeeded' AND finished_at >= :since
            ), first AS MATERIALIZED (
                SELECT DISTINCT ON (lost.id) lost.*, t.kind, t.payload::jsonb AS payload, t.cancellable
                FROM lost JOIN task t ON t.job_id = lost.id
                WHERE NOT t.clean_up AND (lost.restarted_at IS NULL OR t.created_at >= lost.restarted_at)
                ORDER BY lost.id, t.created_at, t.id
            ), prepared AS (
                SELECT first.*,
                       (CASE WHEN type = 'import' THEN payload || '{"grace": "PT0S"}'
                             WHEN type IN ('revert', 'remove') AND payload ->> 'to' IS NULL
                             THEN payload || jsonb_build_object('to', to_char(
                                 finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                             ELSE payload END)::text AS repeated
                FROM first
            ), tasks AS (
                INSERT INTO task (id, job_id, kind, payload, payload_bytes, cancellable, grace, clean_up, created_at)
                SELECT task_id, id, kind, repeated::json, octet_length(repeated), cancellable, false, false, now()
                FROM prepared
            ), keys AS (
                INSERT INTO concurrency_key (owner, key, capacity)
                SELECT DISTINCT owner, 'waymill-recovery', 1 FROM first
                ON CONFLICT (owner, key) DO NOTHING
            ), waiting AS (
                INSERT INTO waiting_for_key (owner, key, task_id, attempt, failures)
                SELECT owner, 'waymill-recovery', task_id, 0, 0 FROM first ORDER BY finished_at, id
            ), jobs AS (
                UPDATE job
                SET state = 'queued', finished_at = NULL, result = NULL, attempt = 0, open = 1, generation = generation + 1,
                    restarted_at = now(), updated_at = now(), concurrency_key = 'waymill-recovery'
                FROM first WHERE job.id = first.id
                RETURNING job.id
            )
            SELECT count(*) FROM jobs
            """;

    /// Changes of the same timelines that have not ended follow them. A task that waits for its next attempt
    /// waits for the key afterwards.
    private static final String QUEUE_BEHIND = """
            WITH behind AS MATERIALIZED (
                SELECT id, owner FROM job j
                WHERE type IN ('revert', 'remove', 'restore') AND state NOT IN ('succeeded', 'failed', 'cancelled')
                  AND concurrency_key IS NULL
                  AND EXISTS (SELECT FROM waiting_for_key w WHERE w.owner = j.owner AND w.key = 'waymill-recovery')
            ), keyed AS (
                UPDATE job SET concurrency_key = 'waymill-recovery' FROM behind WHERE job.id = behind.id
            ), gone AS (
                DELETE FROM ready r USING task t, behind
                WHERE t.id = r.task_id AND t.job_id = behind.id
                RETURNING behind.id, behind.owner, r.task_id, r.attempt, r.failures
            ), waiting AS (
                INSERT INTO waiting_for_key (owner, key, task_id, attempt, failures)
                SELECT owner, 'waymill-recovery', task_id, attempt, failures FROM gone ORDER BY id
            )
            SELECT count(*) FROM behind
            """;

    /// The first job of each owner whose jobs wait and none of whose jobs runs. The others follow it.
    private static final String START_REPEATING = """
            WITH next AS MATERIALIZED (
                SELECT DISTINCT ON (w.owner) w.*, t.job_id
                FROM waiting_for_key w JOIN task t ON t.id = w.task_id
                WHERE w.key = 'waymill-recovery'
                  AND NOT EXISTS (SELECT FROM admission a WHERE a.owner = w.owner AND a.key = w.key)
                ORDER BY w.owner, w.position
            ), admitted AS (
                INSERT INTO admission (job_id, owner, key) SELECT job_id, owner, key FROM next
            ), gone AS (
                DELETE FROM waiting_for_key w USING next
                WHERE w.owner = next.owner AND w.key = next.key AND w.position = next.position
            ), added AS (
                INSERT INTO ready (start, task_id, attempt, failures)
                SELECT (SELECT last_value FROM virtual_clock), task_id, attempt, failures FROM next
                RETURNING task_id
            )
            SELECT count(*) FROM added
            """;

    /// The gateway ignores versions that it has passed. It may have passed those of a restored database, but
    /// never by a million. A succeeded job does not change any more, so older ones need not be published.
    private static final String PUBLISH_CHANGES = """
            WITH changed AS (
                UPDATE job
                SET version = version + 1000000, state = CASE state WHEN 'running' THEN 'queued' ELSE state END,
                    phase = NULL, done = NULL, total = NULL
                WHERE state <> 'succeeded' OR updated_at >= :since
                RETURNING id
            ), published AS (
                INSERT INTO job_change (job_id) SELECT id FROM changed RETURNING job_id
            )
            SELECT count(*) FROM published
            """;

    /// Live points and dead letters are on no other place, so their topics are kept.
    public static final Recovery RECOVERY = new Recovery(
            "scheduler",
            List.of(
                    new Statement(
                            "dispatched tasks are ready again, and no attempt is counted", RETURN_LEASES, Set.of()),
                    new Statement(
                            "imports, reverts, removals and undone removals run again, one after another for each owner",
                            REPEAT,
                            Set.of(Database.WORKER)),
                    new Statement(
                            "reverts, removals and undone removals that have not ended wait for these",
                            QUEUE_BEHIND,
                            Set.of(Database.WORKER)),
                    new Statement("owners have the first of these ready", START_REPEATING, Set.of(Database.WORKER)),
                    new Statement("jobs have their state published to the gateway again", PUBLISH_CHANGES, Set.of()),
                    new EmptyTopics(List.of(
                            Topics.JOB_CREATED,
                            Topics.TASK_DISPATCHED,
                            Topics.TASK_REPORTED,
                            Topics.JOB_CHANGED,
                            Topics.JOB_CONTROL))));

    private SchedulerRecovery() {}
}
