-- Counts the edits of what people edit, so that an edit that would undo another one unseen is refused (JPA's @Version).
ALTER TABLE api_key ADD COLUMN version bigint NOT NULL DEFAULT 0;
ALTER TABLE schedule ADD COLUMN version bigint NOT NULL DEFAULT 0;
