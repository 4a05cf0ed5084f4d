-- The field's word for a point that is hidden behind an equal one of another import.
ALTER TABLE spare_point RENAME TO shadowed_point;
ALTER INDEX spare_point_pkey RENAME TO shadowed_point_pkey;
