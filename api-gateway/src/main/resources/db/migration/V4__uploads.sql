-- Uploads that come in pieces, so that one that broke off can be gone on with.
CREATE TABLE upload (
    id         uuid        PRIMARY KEY,
    owner      text        NOT NULL,
    length     bigint      NOT NULL CHECK (length >= 0),
    -- All bytes before this one are stored for good.
    received   bigint      NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND length),
    -- What the uploader says of the file, as he said it: Upload-Metadata.
    metadata   text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- From then on it is gone; the row stays a while to say so.
    expires_at timestamptz NOT NULL,
    -- The import it became: its own id, or that of the job that had the same file before.
    job_id     uuid        CHECK (job_id IS NULL OR received = length)
);
CREATE INDEX upload_by_expiry ON upload (expires_at);

-- What each request brought is an object of its own, whose row is written before its bytes are: none is ever lost track of.
CREATE TABLE upload_chunk (
    id        uuid   PRIMARY KEY,
    upload_id uuid   NOT NULL REFERENCES upload,
    start     bigint NOT NULL,
    -- Null until it counts. Of several that begin at one byte one counts; the others are taken away.
    bytes     bigint CHECK (bytes > 0)
);
CREATE INDEX upload_chunk_by_start ON upload_chunk (upload_id, start);
