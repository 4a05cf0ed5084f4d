-- When and how a job may run (JobTerms), as its submitter wants it; null for at once.
ALTER TABLE job ADD COLUMN terms jsonb;
-- A second submission with the same key within its period is the same job.
ALTER TABLE job ADD COLUMN unique_key text;
CREATE INDEX job_by_unique_key ON job (owner, type, unique_key, created_at) WHERE unique_key IS NOT NULL;
