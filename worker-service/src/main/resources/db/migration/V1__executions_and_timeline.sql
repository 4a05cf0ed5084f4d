-- Which attempts some worker has taken: the row is the claim that lets (task, attempt) run once, whatever is delivered
-- twice, and what people see of an attempt afterwards.
CREATE TABLE execution (
    task_id       uuid        NOT NULL,
    attempt       integer     NOT NULL CHECK (attempt > 0),
    job_id        uuid        NOT NULL,
    kind          text        NOT NULL,
    worker        text        NOT NULL,
    state         text        NOT NULL DEFAULT 'running'
        CHECK (state IN ('running', 'succeeded', 'failed', 'snoozed')),
    error_code    text,
    error_message text,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at   timestamptz,
    PRIMARY KEY (task_id, attempt),
    CHECK ((finished_at IS NULL) = (state = 'running'))
);
CREATE INDEX execution_job ON execution (job_id);

-- Owners by a short number, which the timeline's many rows carry in place of a name.
CREATE TABLE owner (
    owner_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL UNIQUE
);

-- One row per import: what it counted, and the fence that lets only the newest staging count.
CREATE TABLE import (
    import_no        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id           uuid    NOT NULL UNIQUE,
    owner_no         integer NOT NULL REFERENCES owner,
    file_name        text    NOT NULL,
    sha256           text    NOT NULL,
    bytes            bigint  NOT NULL,
    format           text,
    state            text    NOT NULL CHECK (state IN ('staging', 'staged', 'promoted', 'discarded')),
    fence            integer NOT NULL DEFAULT 0,
    points_read      bigint  NOT NULL DEFAULT 0,
    points_rejected  bigint  NOT NULL DEFAULT 0,
    points_duplicate bigint  NOT NULL DEFAULT 0,
    points_promoted  bigint  NOT NULL DEFAULT 0,
    rejected_by      jsonb   NOT NULL DEFAULT '{}',
    rejected_samples jsonb   NOT NULL DEFAULT '[]',
    first_at         timestamptz,
    last_at          timestamptz,
    west_e7          integer,
    south_e7         integer,
    east_e7          integer,
    north_e7         integer,
    CHECK (state <> 'promoted' OR points_read = points_rejected + points_duplicate + points_promoted)
);

-- The timeline. Coordinates are integers of 1e-7 degree: exact equality for duplicates at half the bytes; the widest
-- column stands first, so that no padding is stored.
CREATE TABLE point (
    time      timestamptz NOT NULL,
    owner_no  integer     NOT NULL,
    lat_e7    integer     NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    lon_e7    integer     NOT NULL CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    elevation real,
    accuracy  real,
    speed     real,
    course    real,
    import_no integer     NOT NULL,
    PRIMARY KEY (owner_no, time, lat_e7, lon_e7)
);

-- Each import stages into a table of its own here, so that discarding it costs the same however much others
-- have staged.
CREATE SCHEMA staging;
