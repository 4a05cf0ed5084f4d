-- How much may be out of a type of jobs, or of an owner. The name * is for each that has no row of its own.
CREATE TABLE dispatch_limit (
    scope      text    NOT NULL CHECK (scope IN ('type', 'owner')),
    name       text    NOT NULL,
    at_once    integer CHECK (at_once >= 0),
    rate       integer CHECK (rate > 0),
    per_millis bigint  CHECK (per_millis > 0),
    paused     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (scope, name),
    CHECK ((rate IS NULL) = (per_millis IS NULL))
);

-- How many tasks a claim has sent out under a rate; gone when the rate's window has passed.
CREATE TABLE limited_start (
    limited_by text        NOT NULL,
    at         timestamptz NOT NULL,
    tasks      integer     NOT NULL
);
CREATE INDEX limited_start_of ON limited_start (limited_by, at);

-- A ready task that a limit keeps back, and which. It lies at the far end of the queue, where no claim comes by, in the
-- order it had, until the limit has room.
ALTER TABLE ready ADD COLUMN limited_by text;
CREATE INDEX ready_limited ON ready (limited_by, start, position) WHERE limited_by IS NOT NULL;
