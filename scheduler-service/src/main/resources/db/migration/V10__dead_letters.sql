-- How often people have retried the job after it had failed: each such life has a clean-up of its own.
ALTER TABLE job ADD COLUMN revival integer NOT NULL DEFAULT 0;

-- Outbox of job-dead-letter: written with the death, deleted when the broker has the story.
CREATE TABLE dead_task (
    task_id uuid        NOT NULL,
    attempt integer     NOT NULL,
    reason  text        NOT NULL,
    revival integer     NOT NULL,
    dead_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (task_id, attempt)
);

-- The dead letters, as they were read from the topic, and what people did about them. The event is `json`, not `jsonb`:
-- what is unreadable may hold any character, U+0000 too.
CREATE TABLE dead_letter (
    id               uuid        PRIMARY KEY,
    owner            text,
    type             text,
    kind             text,
    job_id           uuid,
    task_id          uuid,
    reason           text        NOT NULL,
    error_class      text        NOT NULL,
    error_message    text        NOT NULL,
    attempts         integer     NOT NULL,
    clean_up         boolean     NOT NULL,
    trace_id         text,
    source_topic     text,
    source_partition integer,
    source_offset    bigint,
    event            json        NOT NULL,
    dead_at          timestamptz NOT NULL,
    state            text        NOT NULL DEFAULT 'dead' CHECK (state IN ('dead', 'retried', 'dismissed')),
    resolved_at      timestamptz,
    resolved_by      text,
    resolved_reason  text,
    CHECK ((resolved_at IS NULL) = (state = 'dead'))
);
CREATE INDEX dead_letter_of_owner ON dead_letter (owner, dead_at DESC, id DESC);
CREATE INDEX dead_letter_of_all ON dead_letter (dead_at DESC, id DESC);
CREATE INDEX dead_letter_open ON dead_letter (owner, type, error_class, dead_at) WHERE state = 'dead';
CREATE INDEX dead_letter_open_of_job ON dead_letter (job_id) WHERE state = 'dead';
CREATE INDEX dead_letter_resolved ON dead_letter (resolved_at) WHERE state <> 'dead';
