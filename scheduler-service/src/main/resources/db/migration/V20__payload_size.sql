-- How much memory it takes to send a task, known without reading its payload.
ALTER TABLE task ADD COLUMN payload_bytes integer NOT NULL DEFAULT 0;
UPDATE task SET payload_bytes = octet_length(payload::text);
