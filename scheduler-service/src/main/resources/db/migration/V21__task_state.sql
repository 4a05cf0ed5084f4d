-- Where each task is, in one place for all who only read it: the state is the table that holds the task's row, and
-- those who asked for it joined the same seven tables in four statements. Moves delete and insert rows themselves.
CREATE VIEW task_state AS
SELECT t.id AS task_id, t.job_id, t.kind, t.cancellable, t.grace, t.clean_up, t.fan_in, t.created_at,
       CASE WHEN f.task_id IS NOT NULL THEN 'finished'
            WHEN l.task_id IS NOT NULL THEN 'lease'
            WHEN h.task_id IS NOT NULL THEN 'held'
            WHEN b.task_id IS NOT NULL THEN 'blocked'
            WHEN d.task_id IS NOT NULL THEN 'delayed'
            WHEN g.task_id IS NOT NULL THEN 'gated'
            WHEN r.task_id IS NOT NULL THEN 'ready' END AS held_in,
       CASE WHEN f.task_id IS NOT NULL THEN f.state
            WHEN l.worker IS NOT NULL THEN 'RUNNING'
            WHEN l.task_id IS NOT NULL THEN 'DISPATCHED'
            WHEN h.task_id IS NOT NULL THEN 'HELD'
            WHEN b.task_id IS NOT NULL THEN 'BLOCKED'
            ELSE 'READY' END AS state,
       coalesce(f.attempt, l.attempt, r.attempt, g.attempt, d.attempt, h.attempt, 0) AS attempt,
       coalesce(d.run_at, h.run_at) AS run_at,
       r.limited_by, r.start AS ready_start, r.position AS ready_position,
       g.owner AS gate_owner, g.key AS gate_key, g.position AS gate_position
FROM task t
LEFT JOIN held h ON h.task_id = t.id
LEFT JOIN blocked b ON b.task_id = t.id
LEFT JOIN delayed d ON d.task_id = t.id
LEFT JOIN gated g ON g.task_id = t.id
LEFT JOIN ready r ON r.task_id = t.id
LEFT JOIN lease l ON l.task_id = t.id
LEFT JOIN finished f ON f.task_id = t.id;
