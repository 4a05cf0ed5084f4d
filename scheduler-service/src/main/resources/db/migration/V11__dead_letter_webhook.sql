-- Dead letters that the webhook has not been told of yet.
CREATE TABLE dead_letter_notice (
    position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dead_letter_id uuid   NOT NULL REFERENCES dead_letter ON DELETE CASCADE
);
CREATE INDEX dead_letter_notice_of ON dead_letter_notice (dead_letter_id);

-- When the webhook may be called next, for all schedulers together; one row.
CREATE TABLE webhook_turn (
    only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    next_at  timestamptz NOT NULL,
    failures integer     NOT NULL
);
INSERT INTO webhook_turn (next_at, failures) VALUES (clock_timestamp(), 0);
