-- When a cancelled job last started again from its first task. Its older tasks are history and do not count any more.
ALTER TABLE job ADD COLUMN restarted_at timestamptz;
