-- What a caller submitted, what is still to be told to the scheduler (the outbox) and what the job looks like now (the
-- read model) are one row: a submission is one insert, and there is nothing that could disagree.
CREATE TABLE job (
    id            uuid PRIMARY KEY,
    owner         text NOT NULL,
    type          text NOT NULL,
    -- The first task's payload; for an import its ImportFile.
    payload       jsonb NOT NULL,
    -- Identity of the file, to recognise the same one.
    sha256        text,
    priority      smallint NOT NULL DEFAULT 5 CHECK (priority BETWEEN 0 AND 9),
    max_attempts  smallint NOT NULL DEFAULT 5 CHECK (max_attempts >= 1),
    trace_id      text NOT NULL,
    traceparent   text NOT NULL,
    created_at    timestamptz NOT NULL,

    published_at  timestamptz,
    publish_after timestamptz NOT NULL DEFAULT now(),

    -- As last heard from the scheduler; 0 before it said anything.
    version       bigint NOT NULL DEFAULT 0,
    state         text NOT NULL DEFAULT 'accepted' CHECK (state IN
                  ('accepted', 'held', 'queued', 'running', 'grace', 'succeeded', 'failed', 'cancelled')),
    attempt       integer NOT NULL DEFAULT 0,
    progress      jsonb,
    result        jsonb,
    error_code    text,
    error_message text,
    grace_ends_at timestamptz,
    finished_at   timestamptz,
    updated_at    timestamptz NOT NULL
) WITH (fillfactor = 70);

-- The list of an owner's jobs, newest first, a page at a time.
CREATE INDEX job_by_owner ON job (owner, created_at DESC, id DESC);
CREATE INDEX job_by_trace ON job (owner, trace_id);
-- Has this owner uploaded this file before?
CREATE INDEX job_by_file ON job (owner, sha256) WHERE sha256 IS NOT NULL;
-- What the relay has to do: nearly always empty.
CREATE INDEX job_unpublished ON job (publish_after) WHERE published_at IS NULL;

-- The answer to a request that named an Idempotency-Key. A table of its own, because a request can also be answered with
-- a job that another request made (the same file again), and because most requests name none.
CREATE TABLE idempotency (
    owner        text NOT NULL,
    route        text NOT NULL,
    key          text NOT NULL,
    request_hash text NOT NULL,
    job_id       uuid NOT NULL,
    -- False when the answer was a job that had been there before.
    created      boolean NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner, route, key)
);

CREATE TABLE api_key (
    id          text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{12}$'),
    owner       text NOT NULL,
    role        text NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
    name        text NOT NULL,
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    created_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz
);
