-- Payloads and results are passed on, not looked into. As json they stay the text that came; jsonb writes 1e1000 out with
-- all its thousand digits.
ALTER TABLE job
    ALTER COLUMN payload TYPE json USING payload::json,
    ALTER COLUMN result TYPE json USING result::json;

-- Apart from the rest of the job, so that a list of schedules is read without it.
ALTER TABLE schedule ADD COLUMN payload json;
UPDATE schedule SET payload = (job -> 'payload')::json, job = job - 'payload' WHERE jsonb_typeof(job -> 'payload') <> 'null';
