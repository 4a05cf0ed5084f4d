-- Since when a task waits for a worker, and since when for its start: for meters. No statement searches by them.
ALTER TABLE ready ADD COLUMN ready_at timestamptz NOT NULL DEFAULT clock_timestamp();
ALTER TABLE lease ADD COLUMN claimed_at timestamptz NOT NULL DEFAULT clock_timestamp();
