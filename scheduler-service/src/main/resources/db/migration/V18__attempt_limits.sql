-- How long each attempt of a job may take, as its submitter wants it; null for what its kind of tasks has.
ALTER TABLE job ADD COLUMN time_limit_ms bigint, ADD COLUMN progress_deadline_ms bigint;
