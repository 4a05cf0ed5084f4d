-- The ends of tasks and attempts lie in the partition of the day on which their job's id was made (UUIDv7; the ids of its
-- tasks begin as its own does), so that a day is forgotten by dropping its tables, an id still is there only once, and what
-- is looked up by id is looked for in one of them. What fits into no day lies in the default partitions.

-- The least id of a day (UTC), and so the bound between that day's partitions and those of the day before.
CREATE FUNCTION first_id(day date) RETURNS uuid
    LANGUAGE sql IMMUTABLE RETURN (lpad(to_hex(extract(epoch FROM day)::bigint * 1000), 12, '0') || repeat('0', 20))::uuid;

CREATE FUNCTION history_partition(history text, day date) RETURNS text
    LANGUAGE sql STABLE RETURN history || to_char(day, '_YYYYMMDD');

-- What was there before becomes the first partition as it lies. All of it is older than tomorrow, but for ids that no clock
-- has made.
CREATE FUNCTION pg_temp.part(history text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    today date := timezone('UTC', clock_timestamp())::date;
    first text := history_partition(history, today);
BEGIN
    EXECUTE format('ALTER TABLE %I RENAME TO %I', history, first);
    EXECUTE format('ALTER INDEX %I RENAME TO %I', history || '_pkey', first || '_pkey');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY RANGE (task_id)', history, first);
    EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', history || '_default', history);
    EXECUTE format('WITH odd AS (DELETE FROM %I WHERE task_id >= %L RETURNING *) INSERT INTO %I TABLE odd',
                   first, first_id(today + 1), history);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)',
                   history, first, first_id(today + 1));
END $$;
SELECT pg_temp.part('finished'), pg_temp.part('attempt');

-- The days that have partitions, but for the default ones.
CREATE VIEW history_day AS
SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day, pg_get_expr(c.relpartbound, c.oid) LIKE '%MINVALUE%' AS first
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'finished'::regclass AND c.relname <> 'finished_default';

-- The two functions below take locks that everybody waits behind. So they give up, and answer false, after half a second:
-- sooner than PostgreSQL looks for deadlocks, so that it is never somebody else who is stopped.

-- Makes a day's partitions. What has come before them is moved into them, unless it is too much to be moved while others
-- wait: then that day remains in the default partitions.
CREATE FUNCTION add_history_day(added date, most integer) RETURNS boolean
    LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
    low uuid := first_id(added);
    high uuid := first_id(added + 1);
    history text;
    part text;
BEGIN
    IF (SELECT count(*) FROM (
            SELECT FROM finished_default WHERE task_id >= low AND task_id < high
            UNION ALL SELECT FROM attempt_default WHERE task_id >= low AND task_id < high
            LIMIT most + 1) early) > most THEN
        RETURN false;
    END IF;
    LOCK TABLE finished_default, attempt_default IN ACCESS EXCLUSIVE MODE;
    FOREACH history IN ARRAY ARRAY['finished', 'attempt'] LOOP
        part := history_partition(history, added);
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, history);
        EXECUTE format('WITH early AS (DELETE FROM %I WHERE task_id >= %L AND task_id < %L RETURNING *) INSERT INTO %I TABLE early',
                       history || '_default', low, high, part);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', history, part, low, high);
    END LOOP;
    RETURN true;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN false;
END $$;

-- Drops a day's partitions. What belongs to tasks that are still there goes to the default partitions; while that is too
-- much to be moved while others wait, the day stays.
CREATE FUNCTION drop_history_day(dropped date, most integer) RETURNS boolean
    LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
    low uuid := CASE WHEN (SELECT first FROM history_day WHERE day = dropped)
                     THEN '00000000-0000-0000-0000-000000000000' ELSE first_id(dropped) END;
    high uuid := first_id(dropped + 1);
    kept uuid[];
    history text;
    part text;
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM task WHERE id >= low AND id < high LIMIT most + 1) still) > most THEN
        RETURN false;
    END IF;
    LOCK TABLE ONLY finished, ONLY attempt IN ACCESS EXCLUSIVE MODE;
    kept := ARRAY(SELECT id FROM task WHERE id >= low AND id < high);
    FOREACH history IN ARRAY ARRAY['finished', 'attempt'] LOOP
        part := history_partition(history, dropped);
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', history, part);
        EXECUTE format('INSERT INTO %I SELECT * FROM %I WHERE task_id = ANY($1)', history, part) USING kept;
        EXECUTE format('DROP TABLE %I', part);
    END LOOP;
    RETURN true;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN false;
END $$;
