-- A claim whose tasks the broker may not have yet: one row for a whole batch, so that no lease is written twice. It is
-- gone when they are sent; left standing beyond its time, its leases that no worker has taken go back.
CREATE TABLE claim (
    id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    until timestamptz NOT NULL
);
ALTER TABLE lease ADD COLUMN claim bigint;
