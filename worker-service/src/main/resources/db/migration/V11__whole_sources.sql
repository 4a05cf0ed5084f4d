-- What sources tell beyond place and motion.
ALTER TABLE point ADD COLUMN battery real;
ALTER TABLE point ADD COLUMN device text;
ALTER TABLE point ADD COLUMN activity text;

-- What an import's file was like; an import can be taken out again.
ALTER TABLE import ADD COLUMN remarks jsonb NOT NULL DEFAULT '{}';
ALTER TABLE import ADD COLUMN contents jsonb;
ALTER TABLE import ADD COLUMN damage jsonb;
ALTER TABLE import DROP CONSTRAINT import_state_check;
ALTER TABLE import ADD CONSTRAINT import_state_check
    CHECK (state IN ('staging', 'staged', 'promoted', 'discarded', 'reverted'));

-- Of a reverted import's points, those that stayed as another's: who asks again is told the same.
ALTER TABLE import ADD COLUMN points_kept bigint NOT NULL DEFAULT 0;

-- Points that an import brought and the timeline had already from another. When that one is reverted, they take its
-- place. The key is the timeline's, so that they are found beside it.
CREATE TABLE spare_point (
    time      timestamptz NOT NULL,
    owner_no  integer     NOT NULL,
    lat_e7    integer     NOT NULL,
    lon_e7    integer     NOT NULL,
    elevation real,
    accuracy  real,
    speed     real,
    course    real,
    battery   real,
    import_no integer     NOT NULL,
    device    text,
    activity  text,
    PRIMARY KEY (owner_no, time, lat_e7, lon_e7, import_no)
);

-- What sources say their owner did: it counts while its import is promoted.
CREATE TABLE source_visit (
    from_at    timestamptz NOT NULL,
    to_at      timestamptz NOT NULL,
    import_no  integer     NOT NULL REFERENCES import,
    lat_e7     integer     NOT NULL,
    lon_e7     integer     NOT NULL,
    confidence real,
    name       text,
    address    text,
    place_id   text,
    category   text
);
CREATE INDEX source_visit_import ON source_visit (import_no, from_at);

CREATE TABLE source_movement (
    from_at    timestamptz NOT NULL,
    to_at      timestamptz NOT NULL,
    import_no  integer     NOT NULL REFERENCES import,
    distance   real,
    confidence real,
    mode       text        NOT NULL
);
CREATE INDEX source_movement_import ON source_movement (import_no, from_at);
