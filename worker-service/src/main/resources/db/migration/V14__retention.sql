-- When the state of an import changed last: what came to nothing is forgotten a while after that.
ALTER TABLE import ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX import_by_change ON import (changed_at) WHERE state <> 'promoted';
