-- The outbox of job-changed as a queue: appended to and read from the front, so that no change waits for the row of an
-- earlier one and none is read past the dead ones again. What is sent is the job as it is then.
ALTER TABLE job_change DROP CONSTRAINT job_change_pkey;
ALTER TABLE job_change DROP COLUMN version;
ALTER TABLE job_change ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
