package dev.waymill.worker.timeline;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The changes of timelines that nobody has read yet. The protocol is in the package's description.
@Component
public class TimelineChanges {
    /// So many rows of one owner may stand side by side.
    private static final int MANY = 100;

    private final JdbcClient jdbc;

    TimelineChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String RECORD = """
            INSERT INTO timeline_change (owner_no, from_time, to_time) VALUES (:owner, :from, :to)
            """;

    /// The import's points have come or gone. Its span is known, and exact: each of its points was or is in
    /// `point` or in `shadowed_point`, and readers read both. To ask the insert for the times (`RETURNING` in a
    /// CTE) makes a promotion of a million points about a tenth slower.
    void record(ImportSpan changed) {
        jdbc.sql(RECORD).params(changed.params()).update();
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

    /// Of the import only shadowed points have come or are about to go: that is a change if one has other
    /// attributes than the point before it. The same file once more is none.
    void recordIfShadowedDiffer(ImportSpan changed) {
        jdbc.sql(RECORD_IF_SHADOWED_DIFFER).params(changed.params()).update();
    }

    private static final String CROWDED = """
            SELECT owner_no FROM timeline_change GROUP BY owner_no HAVING count(*) > :many
            """;

    /// Keeps the table small while nobody reads it: an owner's rows that touch the same or neighbouring days
    /// become one. Days, since what is derived is derived by UTC day; so no day is in a row that was in none.
    public void merge() {
        jdbc.sql(CROWDED).param("many", MANY).query(Integer.class).list().forEach(this::merge);
    }

    /// What a reader deletes just now is skipped.
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
