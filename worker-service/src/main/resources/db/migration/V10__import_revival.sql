-- Which life of its job the import is in: what was discarded in one stays so, and is staged anew in a later one.
ALTER TABLE import ADD COLUMN revival integer NOT NULL DEFAULT 0;
