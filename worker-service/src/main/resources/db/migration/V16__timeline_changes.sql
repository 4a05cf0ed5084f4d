-- Which part of an owner's timeline has changed, until what is derived from it (stays, tracks, places) is derived anew.
-- xid tells readers with several snapshots which of them have seen the change.
CREATE TABLE timeline_change (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_time   timestamptz NOT NULL,
    to_time     timestamptz NOT NULL CHECK (to_time >= from_time),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    owner_no    integer     NOT NULL REFERENCES owner
);
CREATE INDEX timeline_change_owner ON timeline_change (owner_no);
