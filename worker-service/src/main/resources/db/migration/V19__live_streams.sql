-- A live stream is an import that goes on: its counts grow with each batch, and it is never staged.
ALTER TABLE import ADD COLUMN live boolean NOT NULL DEFAULT false;

-- Batches of live points that are not yet in the timeline.
CREATE TABLE live_batch (
    id          uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    owner       text        NOT NULL,
    points      integer     NOT NULL,
    event       text        NOT NULL
);
CREATE INDEX live_batch_owner ON live_batch (owner, id);

-- Batches that took effect, as long as they may be delivered again. The ids grow with time.
CREATE TABLE promoted_batch (
    id          uuid        PRIMARY KEY,
    promoted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
