package dev.waymill.worker.timeline;

import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Timeline changes that no reader has processed yet. The protocol is in the package's description.
@Component
public class TimelineChanges {
    /// An owner with more rows than this gets them merged.
    private static final int MANY = 100;

    private final JdbcClient jdbc;

    TimelineChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String RECORD = """
            INSERT INTO timeline_change (owner_no, from_time, to_time) VALUES (:owner, :from, :to)
            """;

    /// Records that the import's points were added or removed. Its span is exact: each of its points was or is
    /// in `point` or in `shadowed_point`, and readers read both. Getting the times from the insert (`RETURNING`
    /// in a CTE) would make a promotion of a million points about a tenth slower.
    void record(ImportSpan changed) {
        record(changed.ownerNo(), changed.from(), changed.to());
    }

    /// @param from the time of the first point that was added or removed
    /// @param to the time of the last one
    void record(int ownerNo, Instant from, Instant to) {
        jdbc.sql(RECORD)
                .param("owner", ownerNo)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static final String RECORD_IF_SHADOWED_DIFFER = """
            INSERT INTO timeline_change (owner_no, from_time, to_time)
            SELECT :owner, :from, :to
            WHERE EXISTS (
                SELECT FROM shadowed_point s
                JOIN point p USING (owner_no, time, lat_e7, lon_e7)
                WHERE s.owner_no = :owner AND s.import_no = :no
                  AND s.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
                  AND p.time BETWEEN (SELECT :from::timestamptz) AND (SELECT :to::timestamptz)
                  AND (s.elevation, s.accuracy, s.speed, s.course, s.battery, s.device, s.activity)
                      IS DISTINCT FROM (p.elevation, p.accuracy, p.speed, p.course, p.battery, p.device, p.activity)
            )
            """;

    /// Called when only shadowed points of the import are added or about to be removed. That is a change if one
    /// of them has other attributes than the point that shadows it. Importing the same file again is no change.
    void recordIfShadowedDiffer(ImportSpan changed) {
        PlannerSettings.withoutNestedLoops(jdbc);
        jdbc.sql(RECORD_IF_SHADOWED_DIFFER).params(changed.params()).update();
    }

    private static final String CROWDED = """
            SELECT owner_no FROM timeline_change GROUP BY owner_no HAVING count(*) > :many
            """;

    /// Keeps the table small until its reader exists: rows of an owner that touch the same or adjacent days are
    /// merged. Days, since derived data is computed by UTC day; so a merged row covers no day that its rows did
    /// not cover.
    public void merge() {
        jdbc.sql(CROWDED).param("many", MANY).query(Integer.class).list().forEach(this::merge);
    }

    /// Skips rows that a reader is deleting.
    private static final String MERGE = """
            WITH unread AS (
                SELECT id, from_time, to_time, recorded_at FROM timeline_change WHERE owner_no = :owner
                FOR UPDATE SKIP LOCKED
            ), run AS (
                SELECT unnest(range_agg(tstzrange(
                    date_trunc('day', from_time, 'UTC'), date_trunc('day', to_time, 'UTC') + INTERVAL '24 hours'))) AS days
                FROM unread
            ), merged AS (
                SELECT min(from_time) AS from_time, max(to_time) AS to_time, min(recorded_at) AS recorded_at,
                       array_agg(id) AS ids
                FROM unread JOIN run ON days @> from_time
                GROUP BY days
                HAVING count(*) > 1
            ), replaced AS (
                DELETE FROM timeline_change WHERE id IN (SELECT unnest(ids) FROM merged)
            )
            INSERT INTO timeline_change (owner_no, from_time, to_time, recorded_at)
            SELECT :owner, from_time, to_time, recorded_at FROM merged
            """;

    private void merge(int ownerNo) {
        jdbc.sql(MERGE).param("owner", ownerNo).update();
    }
}
