-- The keys with which OwnTracks encrypts the messages of a device, as they are typed into the app. The gateway must have them in
-- clear to read a message; it never returns them.
CREATE TABLE owntracks_key (
    owner  text        NOT NULL,
    device text        NOT NULL CHECK (length(device) BETWEEN 1 AND 200),
    key    bytea       NOT NULL CHECK (length(key) BETWEEN 1 AND 32),
    set_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner, device)
);
