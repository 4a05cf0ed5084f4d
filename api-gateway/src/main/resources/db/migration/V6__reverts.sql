-- The revert of an import: its file may be imported anew.
ALTER TABLE job ADD COLUMN reverted_by uuid;
