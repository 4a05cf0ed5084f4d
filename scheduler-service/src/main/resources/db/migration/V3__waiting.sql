-- HELD: waits until somebody releases it; run_at is when it was due, if that was not yet.
CREATE TABLE held (
    task_id  uuid        PRIMARY KEY,
    run_at   timestamptz,
    attempt  integer     NOT NULL,
    failures integer     NOT NULL
);

-- A task that waits for others, and how many of them are over. It is BLOCKED while it lies in `blocked`.
CREATE TABLE fan_in (
    task_id      uuid    PRIMARY KEY,
    waits_for    integer NOT NULL CHECK (waits_for >= 0),
    succeeded    integer NOT NULL DEFAULT 0,
    dead         integer NOT NULL DEFAULT 0,
    despite_dead boolean NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE blocked (
    task_id uuid PRIMARY KEY
);
-- The task that waits for this one and for what follows from it.
ALTER TABLE task ADD COLUMN fan_in uuid;

-- How this job waits between attempts, where it does not wait as all do.
ALTER TABLE job ADD COLUMN backoff_base_ms bigint, ADD COLUMN backoff_factor double precision,
    ADD COLUMN backoff_cap_ms bigint;

-- At most so many jobs of an owner with this key at a time.
CREATE TABLE gate (
    owner    text    NOT NULL,
    key      text    NOT NULL,
    capacity integer NOT NULL CHECK (capacity > 0),
    PRIMARY KEY (owner, key)
);
ALTER TABLE job ADD COLUMN gate text;
-- The jobs that a gate has let in and that are not over.
CREATE TABLE admission (
    job_id uuid PRIMARY KEY,
    owner  text NOT NULL,
    key    text NOT NULL
);
CREATE INDEX admission_gate ON admission (owner, key);
-- READY, but not let in yet; in this order.
CREATE TABLE gated (
    owner    text    NOT NULL,
    key      text    NOT NULL,
    position bigint  GENERATED ALWAYS AS IDENTITY,
    task_id  uuid    NOT NULL UNIQUE,
    attempt  integer NOT NULL,
    failures integer NOT NULL,
    PRIMARY KEY (owner, key, position)
);

-- How many of the job's tasks are not over, its clean-up not counted: whether it is the last one, a report must know
-- without looking at the others.
ALTER TABLE job ADD COLUMN open integer NOT NULL DEFAULT 1;
UPDATE job SET open = (SELECT count(*) FROM task t WHERE t.job_id = job.id AND NOT t.clean_up
                       AND NOT EXISTS (SELECT FROM finished f WHERE f.task_id = t.id));

-- The attempt that succeeded; those that did not lie in `attempt`.
ALTER TABLE finished ADD COLUMN worker text, ADD COLUMN started_at timestamptz;
