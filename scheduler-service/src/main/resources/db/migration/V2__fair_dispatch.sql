-- Fair dispatch is an index order: start-time fair queuing (Goyal, Vin, Cheng: "Start-time Fair Queuing", SIGCOMM 1996).
-- `start` is the virtual time at which a task's turn begins; tasks of one flow follow each other at the flow's cost.
ALTER TABLE ready DROP CONSTRAINT ready_pkey;
ALTER TABLE ready ADD COLUMN start bigint NOT NULL DEFAULT 0;
ALTER TABLE ready ALTER COLUMN start DROP DEFAULT;
ALTER TABLE ready ADD PRIMARY KEY (start, position);

-- What shares the workers: an owner's fresh tasks and its retries, by priority. `tail` is where its next task starts.
CREATE TABLE flow (
    owner    text     NOT NULL,
    priority smallint NOT NULL,
    retry    boolean  NOT NULL,
    tail     bigint   NOT NULL,
    PRIMARY KEY (owner, priority, retry)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The greatest start that was claimed. A sequence, since it changes with every claim and must leave no dead rows behind.
CREATE SEQUENCE virtual_clock MINVALUE 0 START 0;

-- What one task takes from the share of its flow: each step of priority halves the share, retries get a third.
CREATE FUNCTION cost(priority smallint, retry boolean) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN (1000::bigint << priority) * CASE WHEN retry THEN 3 ELSE 1 END;
