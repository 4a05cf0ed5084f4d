-- What the schedulers hear of themselves, by partition of task-reported. All times are sending times by this database's
-- clock. An echo is sent only after the one before was heard, or after a gap; `since` is when they began to come without one.
CREATE TABLE echo (
    partition integer     PRIMARY KEY,
    sent_at   timestamptz NOT NULL,
    since     timestamptz NOT NULL,
    heard     timestamptz
) WITH (fillfactor = 50);

-- Where a worker's heartbeats come, and how many attempts were taken back from it since it was last heard.
ALTER TABLE worker ADD COLUMN partition integer, ADD COLUMN lost integer NOT NULL DEFAULT 0;

-- Through when everything that was reported has been heard, and since when we have listened without a gap: on all
-- partitions. Without rows, or with one that was never heard, that is null.
CREATE VIEW listening AS
SELECT CASE WHEN count(*) = count(heard) THEN min(heard) END AS heard, max(since) AS since FROM echo;

-- RUNNING attempts and how long their workers have been silent, as far as we would have heard them on their partition. Three
-- quarters of that time must be time in which we heard ourselves. A worker whose partition is not known counts as silent
-- only on all of them.
CREATE VIEW running AS
SELECT l.task_id, l.attempt, l.worker,
       least(heard.through - greatest(l.started_at, w.seen_at), (heard.through - heard.since) * 4 / 3) AS silent_for
FROM lease l
LEFT JOIN worker w ON w.id = l.worker
LEFT JOIN echo e ON e.partition = w.partition
CROSS JOIN listening a
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.partition IS NULL THEN a.heard ELSE e.heard END AS through,
           CASE WHEN e.partition IS NULL THEN a.since ELSE e.since END AS since
) heard
WHERE l.worker IS NOT NULL;

-- Tasks that ran on workers that fell silent: how often, and how often with nothing else beside them.
CREATE TABLE suspect (
    task_id uuid    PRIMARY KEY,
    deaths  integer NOT NULL,
    alone   integer NOT NULL
);
