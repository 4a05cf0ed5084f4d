-- Points that owners removed. They are kept, so that a removal can be undone at any time.
CREATE TABLE removal (
    removal_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id     uuid        NOT NULL UNIQUE,
    owner_no   integer     NOT NULL REFERENCES owner,
    state      text        NOT NULL DEFAULT 'removed' CHECK (state IN ('removed', 'restored')),
    points     bigint      NOT NULL,
    first_at   timestamptz,
    last_at    timestamptz,
    restored   bigint,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- With a removed point, the points of other imports that it shadowed are removed too.
CREATE TABLE removed_point (
    time       timestamptz NOT NULL,
    removal_no integer     NOT NULL REFERENCES removal,
    lat_e7     integer     NOT NULL,
    lon_e7     integer     NOT NULL,
    elevation  real,
    accuracy   real,
    speed      real,
    course     real,
    battery    real,
    import_no  integer     NOT NULL,
    shadowed   boolean     NOT NULL,
    device     text,
    activity   text,
    PRIMARY KEY (removal_no, time, lat_e7, lon_e7, import_no)
);
CREATE INDEX removed_point_import ON removed_point (import_no);
