-- A job as everybody sees it. Its state derives from its tasks; version grows with every visible change.
CREATE TABLE job (
    id            uuid        PRIMARY KEY,
    owner         text        NOT NULL,
    type          text        NOT NULL,
    priority      smallint    NOT NULL CHECK (priority BETWEEN 0 AND 9),
    max_attempts  integer     NOT NULL CHECK (max_attempts > 0),
    state         text        NOT NULL DEFAULT 'queued'
        CHECK (state IN ('held', 'queued', 'running', 'grace', 'succeeded', 'failed', 'cancelled')),
    version       bigint      NOT NULL DEFAULT 1,
    attempt       integer     NOT NULL DEFAULT 0,
    phase         text,
    done          bigint,
    total         bigint,
    result        jsonb,
    error_code    text,
    error_message text,
    grace_ends_at timestamptz,
    clean_up      jsonb,
    traceparent   text,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at   timestamptz,
    CHECK ((finished_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'cancelled')))
) WITH (fillfactor = 80);

-- What is to be done: written once, never changed. Where a task stands is told by the one table below that holds its id.
CREATE TABLE task (
    id          uuid        PRIMARY KEY,
    job_id      uuid        NOT NULL,
    kind        text        NOT NULL,
    payload     jsonb       NOT NULL,
    cancellable boolean     NOT NULL,
    grace       boolean     NOT NULL,
    clean_up    boolean     NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX task_job ON task (job_id);

-- READY, but not before its time: a grace period, or the wait before another attempt.
CREATE TABLE delayed (
    task_id  uuid        PRIMARY KEY,
    run_at   timestamptz NOT NULL,
    attempt  integer     NOT NULL,
    failures integer     NOT NULL
);
CREATE INDEX delayed_due ON delayed (run_at);

-- READY: what may be claimed, in this order. Vacuumed early, since every row here is soon dead.
CREATE TABLE ready (
    position bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id  uuid    NOT NULL UNIQUE,
    attempt  integer NOT NULL,
    failures integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- DISPATCHED (no worker yet) or RUNNING. The attempt is the fence: a report of another one matches nothing.
CREATE TABLE lease (
    task_id    uuid        PRIMARY KEY,
    attempt    integer     NOT NULL CHECK (attempt > 0),
    failures   integer     NOT NULL,
    worker     text,
    until      timestamptz NOT NULL,
    started_at timestamptz,
    CHECK ((worker IS NULL) = (started_at IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- SUCCEEDED, DEAD or CANCELLED.
CREATE TABLE finished (
    task_id       uuid        PRIMARY KEY,
    state         text        NOT NULL CHECK (state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')),
    attempt       integer     NOT NULL,
    error_code    text,
    error_message text,
    finished_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How each attempt that began has ended, for people who ask why.
CREATE TABLE attempt (
    task_id       uuid        NOT NULL,
    attempt       integer     NOT NULL,
    worker        text,
    outcome       text        NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'snoozed', 'cancelled')),
    error_code    text,
    error_message text,
    error_stack   text,
    started_at    timestamptz,
    ended_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (task_id, attempt)
);

-- Workers that have been heard of: one row per process, its leases live as long as it is heard.
CREATE TABLE worker (
    id      text        PRIMARY KEY,
    slots   integer     NOT NULL,
    seen_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Outbox of job-changed: written with the change, deleted when the broker has that version.
CREATE TABLE job_change (
    job_id  uuid   PRIMARY KEY,
    version bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
