-- Nobody here looks into payloads and results. As json they stay the text that came; jsonb writes 1e1000 out with all
-- its thousand digits.
ALTER TABLE task ALTER COLUMN payload TYPE json USING payload::json;
ALTER TABLE job
    ALTER COLUMN result TYPE json USING result::json,
    ALTER COLUMN clean_up TYPE json USING clean_up::json;
