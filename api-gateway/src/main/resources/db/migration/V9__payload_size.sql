-- How much memory it takes to publish a job, known without reading its payload.
ALTER TABLE job ADD COLUMN payload_bytes integer NOT NULL DEFAULT 0;
UPDATE job SET payload_bytes = octet_length(payload::text) WHERE published_at IS NULL;
