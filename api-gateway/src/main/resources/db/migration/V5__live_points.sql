-- Points that phones and programs sent one by one, safe here until a collector makes files of them: taking an owner's rows
-- out and making the import job of them is one transaction, so that no point is lost and none is in two jobs.
CREATE TABLE live_point (
    owner        text        NOT NULL,
    id           bigserial   NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    -- Time of the fix, as exact as sources tell it.
    epoch_millis bigint      NOT NULL,
    latitude_e7  integer     NOT NULL CHECK (latitude_e7 BETWEEN -900000000 AND 900000000),
    longitude_e7 integer     NOT NULL CHECK (longitude_e7 BETWEEN -1800000000 AND 1800000000),
    -- Metres, metres, metres per second, degrees, per cent; null when unknown.
    elevation    real,
    accuracy     real,
    speed        real,
    course       real,
    battery      real,
    device       text,
    activity     text,
    -- An owner's points lie together, oldest first.
    PRIMARY KEY (owner, id)
);
