-- The generation of its job, i.e. how many times that was retried, that last staged or discarded the import.
ALTER TABLE import RENAME COLUMN revival TO generation;
