-- The field's words for what only this project would know. Only names change.
ALTER TABLE gate RENAME TO concurrency_key;
ALTER INDEX gate_pkey RENAME TO concurrency_key_pkey;
ALTER TABLE concurrency_key RENAME CONSTRAINT gate_capacity_check TO concurrency_key_capacity_check;
ALTER TABLE job RENAME COLUMN gate TO concurrency_key;
ALTER INDEX job_by_gate RENAME TO job_by_concurrency_key;
ALTER INDEX admission_gate RENAME TO admission_by_key;

-- READY tasks of jobs that wait for their concurrency key.
ALTER TABLE gated RENAME TO waiting_for_key;
ALTER INDEX gated_pkey RENAME TO waiting_for_key_pkey;
ALTER INDEX gated_task_id_key RENAME TO waiting_for_key_task_id_key;
ALTER SEQUENCE gated_position_seq RENAME TO waiting_for_key_position_seq;

-- The outbox of dead letters.
ALTER TABLE dead_task RENAME TO dead_letter_outbox;
ALTER INDEX dead_task_pkey RENAME TO dead_letter_outbox_pkey;
ALTER TABLE dead_letter_outbox RENAME COLUMN revival TO generation;

-- How many times the job has been retried after it failed.
ALTER TABLE job RENAME COLUMN revival TO generation;

-- Up to when a scheduler has received the echoes of a partition, and of all partitions.
ALTER TABLE echo RENAME COLUMN heard TO received_at;
ALTER VIEW listening RENAME COLUMN heard TO received_at;

DROP VIEW task_state;
CREATE VIEW task_state AS
SELECT t.id AS task_id, t.job_id, t.kind, t.cancellable, t.grace, t.clean_up, t.fan_in, t.created_at,
       CASE WHEN f.task_id IS NOT NULL THEN 'finished'
            WHEN l.task_id IS NOT NULL THEN 'lease'
            WHEN h.task_id IS NOT NULL THEN 'held'
            WHEN b.task_id IS NOT NULL THEN 'blocked'
            WHEN d.task_id IS NOT NULL THEN 'delayed'
            WHEN k.task_id IS NOT NULL THEN 'waiting_for_key'
            WHEN r.task_id IS NOT NULL THEN 'ready' END AS held_in,
       CASE WHEN f.task_id IS NOT NULL THEN f.state
            WHEN l.worker IS NOT NULL THEN 'RUNNING'
            WHEN l.task_id IS NOT NULL THEN 'DISPATCHED'
            WHEN h.task_id IS NOT NULL THEN 'HELD'
            WHEN b.task_id IS NOT NULL THEN 'BLOCKED'
            ELSE 'READY' END AS state,
       coalesce(f.attempt, l.attempt, r.attempt, k.attempt, d.attempt, h.attempt, 0) AS attempt,
       coalesce(d.run_at, h.run_at) AS run_at,
       r.limited_by, r.start AS ready_start, r.position AS ready_position,
       k.owner AS key_owner, k.key AS concurrency_key, k.position AS key_position
FROM task t
LEFT JOIN held h ON h.task_id = t.id
LEFT JOIN blocked b ON b.task_id = t.id
LEFT JOIN delayed d ON d.task_id = t.id
LEFT JOIN waiting_for_key k ON k.task_id = t.id
LEFT JOIN ready r ON r.task_id = t.id
LEFT JOIN lease l ON l.task_id = t.id
LEFT JOIN finished f ON f.task_id = t.id;
