-- Jobs that are forgotten: whose they were, so that their owner is told so for a while. Nothing else is left of them.
CREATE TABLE forgotten_job (
    id           uuid        PRIMARY KEY,
    owner        text        NOT NULL,
    forgotten_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX forgotten_job_by_age ON forgotten_job (forgotten_at);

-- Until when a second submission with the same key is the same job: so long at least the job is kept.
ALTER TABLE job ADD COLUMN unique_until timestamptz;

-- A key goes with its job, or before it.
CREATE INDEX idempotency_by_job ON idempotency (job_id);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
