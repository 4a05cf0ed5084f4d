-- One live stream per owner and device: a job of the type live, which stands in the list in place of thousands of imports.
CREATE TABLE live_stream (
    owner  text NOT NULL,
    -- Empty for points without a device.
    device text NOT NULL,
    job_id uuid NOT NULL,
    PRIMARY KEY (owner, device)
);

-- Live points that the broker does not have yet. A row is one record.
CREATE TABLE live_batch (
    id            uuid        PRIMARY KEY,
    received_at   timestamptz NOT NULL DEFAULT now(),
    publish_after timestamptz NOT NULL DEFAULT now(),
    owner         text        NOT NULL,
    -- JSON, as in the record.
    event         text        NOT NULL
);
CREATE INDEX live_batch_due ON live_batch (publish_after);
CREATE INDEX live_batch_age ON live_batch (received_at);

-- Points that were received before the update are published, too.
INSERT INTO live_stream (owner, device, job_id)
SELECT owner, coalesce(device, ''), gen_random_uuid() FROM live_point GROUP BY 1, 2;

INSERT INTO job (id, owner, type, payload, payload_bytes, state, trace_id, traceparent, created_at, updated_at, published_at)
SELECT job_id, owner, 'live', payload, octet_length(payload::text), 'running', trace_id,
       '00-' || trace_id || '-' || left(trace_id, 16) || '-01', now(), now(), now()
FROM (
    SELECT job_id, owner, replace(gen_random_uuid()::text, '-', '') AS trace_id,
           json_build_object('name', concat_ws(' of ', 'live points', nullif(device, '')), 'device', nullif(device, '')) AS payload
    FROM live_stream
) stream;

INSERT INTO live_batch (id, owner, received_at, event)
SELECT id, owner, received_at, json_build_object(
           'type', 'live-points.v1', 'eventId', id, 'occurredAt', to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           'streamId', job_id, 'streamName', concat_ws(' of ', 'live points', nullif(device, '')), 'owner', owner,
           'points', points)::text
FROM (
    -- UUIDv7, like all ids of batches.
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || left(replace(gen_random_uuid()::text, '-', ''), 3) || '8'
            || right(replace(gen_random_uuid()::text, '-', ''), 15))::uuid AS id, s.owner, s.device, s.job_id, min(p.received_at) AS received_at,
           json_agg(json_build_object(
               'time', epoch_millis, 'lat', latitude_e7, 'lon', longitude_e7, 'elevation', elevation, 'accuracy', accuracy,
               'speed', speed, 'course', course, 'battery', battery, 'device', p.device, 'activity', activity)) AS points
    FROM (
        SELECT *, (row_number() OVER (PARTITION BY owner, device ORDER BY id) - 1) / 500 AS part FROM live_point
    ) p
    JOIN live_stream s ON s.owner = p.owner AND s.device = coalesce(p.device, '')
    GROUP BY s.owner, s.device, s.job_id, p.part
) batch;

DROP TABLE live_point;
