-- Jobs that are submitted again and again. A firing submits the job and moves next_at on in one transaction.
CREATE TABLE schedule (
    id           uuid        PRIMARY KEY,
    owner        text        NOT NULL,
    name         text        NOT NULL,
    -- What is to be submitted, as in POST /jobs.
    job          jsonb       NOT NULL,
    cron         text,
    time_zone    text,
    every_millis bigint      CHECK (every_millis > 0),
    -- Firings every so often are counted from here, so that they never drift.
    anchor       timestamptz NOT NULL,
    missed       text        NOT NULL CHECK (missed IN ('run-once', 'skip')),
    paused       boolean     NOT NULL,
    next_at      timestamptz NOT NULL,
    last_at      timestamptz,
    last_job_id  uuid,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    UNIQUE (owner, name),
    CHECK ((cron IS NULL) = (time_zone IS NULL) AND (cron IS NULL) <> (every_millis IS NULL))
);
CREATE INDEX schedule_due ON schedule (next_at) WHERE NOT paused;
