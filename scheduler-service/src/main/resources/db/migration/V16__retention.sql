-- Whether any job has a concurrency key; a key that none has is forgotten.
CREATE INDEX job_by_gate ON job (owner, gate) WHERE gate IS NOT NULL;
