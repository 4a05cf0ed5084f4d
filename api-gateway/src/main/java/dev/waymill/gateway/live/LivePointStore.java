package dev.waymill.gateway.live;

import dev.waymill.formats.point.TimelinePoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Received points that are not yet in an import. Thread-safe; several gateways share the work.
@Repository
public class LivePointStore {
    private final JdbcClient jdbc;
    private final LiveProperties properties;

    LivePointStore(JdbcClient jdbc, LiveProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    private static final String INSERT = """
            INSERT INTO live_point (owner, epoch_millis, latitude_e7, longitude_e7, elevation, accuracy, speed, course,
                                    battery, device, activity)
            SELECT :owner, point.*
            FROM unnest(:times::bigint[], :latitudes::int[], :longitudes::int[], :elevations::real[], :accuracies::real[],
                        :speeds::real[], :courses::real[], :batteries::real[], :devices::text[], :activities::text[])
                 AS point
            """;

    /// Inserts all points, or none if this throws. After this returns, they survive a crash of any process.
    public void insert(String owner, List<TimelinePoint> points) {
        jdbc.sql(INSERT)
                .param("owner", owner)
                .param("times", column(points, TimelinePoint::epochMillis, Long[]::new), Types.ARRAY)
                .param("latitudes", column(points, TimelinePoint::latitudeE7, Integer[]::new), Types.ARRAY)
                .param("longitudes", column(points, TimelinePoint::longitudeE7, Integer[]::new), Types.ARRAY)
                .param("elevations", numbers(points, TimelinePoint::elevation), Types.ARRAY)
                .param("accuracies", numbers(points, TimelinePoint::accuracy), Types.ARRAY)
                .param("speeds", numbers(points, TimelinePoint::speed), Types.ARRAY)
                .param("courses", numbers(points, TimelinePoint::course), Types.ARRAY)
                .param("batteries", numbers(points, TimelinePoint::battery), Types.ARRAY)
                .param("devices", column(points, TimelinePoint::device, String[]::new), Types.ARRAY)
                .param("activities", column(points, TimelinePoint::activity, String[]::new), Types.ARRAY)
                .update();
    }

    /// Skips from owner to owner along the primary key, so that an owner's backlog costs only a few row reads.
    private static final String DUE = """
            WITH RECURSIVE oldest AS (
                (SELECT owner, received_at FROM live_point ORDER BY owner, id LIMIT 1)
                UNION ALL
                SELECT next.owner, next.received_at
                FROM oldest CROSS JOIN LATERAL (
                    SELECT owner, received_at FROM live_point
                    WHERE owner > oldest.owner ORDER BY owner, id LIMIT 1) AS next)
            SELECT owner FROM oldest
            WHERE received_at <= clock_timestamp() - :afterMillis * interval '1 millisecond'
               OR (SELECT count(*) FROM (
                       SELECT 1 FROM live_point WHERE live_point.owner = oldest.owner LIMIT :points) AS few) = :points
            ORDER BY received_at
            """;

    /// Returns owners with enough points, or whose oldest point has waited long enough; the longest waiting
    /// first.
    List<String> due() {
        return jdbc.sql(DUE)
                .param("points", properties.flushPoints())
                .param("afterMillis", properties.flushAfter().toMillis())
                .query(String.class)
                .list();
    }

    /// A deleted row.
    ///
    /// @param waitedMillis milliseconds since the point was received
    private record ReceivedPoint(TimelinePoint point, long waitedMillis) {}

    private static final String TAKE = """
            WITH taken AS MATERIALIZED (
                SELECT owner, id FROM live_point WHERE owner = :owner ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED)
            DELETE FROM live_point USING taken
            WHERE live_point.owner = taken.owner AND live_point.id = taken.id
            RETURNING epoch_millis, latitude_e7, longitude_e7, elevation, accuracy, speed, course, battery, device, activity,
                      extract(epoch FROM clock_timestamp() - received_at) * 1000 AS waited_millis
            """;

    /// Deletes and returns the owner's oldest points, except those locked by another transaction.
    ///
    /// @return empty when another transaction has taken the due points. Then the caller must roll back, since
    ///     the remaining points may wait for more
    List<TimelinePoint> take(String owner, int limit) {
        var taken = jdbc.sql(TAKE)
                .param("owner", owner)
                .param("limit", limit)
                .query(LivePointStore::taken)
                .list();
        long after = properties.flushAfter().toMillis();
        boolean due = taken.size() >= Math.min(limit, properties.flushPoints())
                || taken.stream().anyMatch(one -> one.waitedMillis() >= after);
        return due ? taken.stream().map(ReceivedPoint::point).toList() : List.of();
    }

    /// Skips from owner to owner like [#DUE], to avoid a scan of the whole table. An owner's points are
    /// received in order of id, except in concurrent transactions.
    private static final String OLDEST_AGE = """
            WITH RECURSIVE oldest AS (
                (SELECT owner, received_at FROM live_point ORDER BY owner, id LIMIT 1)
                UNION ALL
                SELECT next.owner, next.received_at
                FROM oldest CROSS JOIN LATERAL (
                    SELECT owner, received_at FROM live_point
                    WHERE owner > oldest.owner ORDER BY owner, id LIMIT 1) AS next)
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0) FROM oldest
            """;

    /// Age of the oldest waiting point in seconds; 0 when none is waiting.
    double oldestAgeSeconds() {
        return jdbc.sql(OLDEST_AGE).query(Double.class).single();
    }

    private static ReceivedPoint taken(ResultSet row, int number) throws SQLException {
        var point = new TimelinePoint(
                row.getLong("epoch_millis"),
                row.getInt("latitude_e7"),
                row.getInt("longitude_e7"),
                number(row, "elevation"),
                number(row, "accuracy"),
                number(row, "speed"),
                number(row, "course"),
                number(row, "battery"),
                row.getString("device"),
                row.getString("activity"));
        return new ReceivedPoint(point, row.getLong("waited_millis"));
    }

    private static float number(ResultSet row, String column) throws SQLException {
        float value = row.getFloat(column);
        return row.wasNull() ? Float.NaN : value;
    }

    private static <T> T[] column(
            List<TimelinePoint> points, Function<TimelinePoint, @Nullable T> value, IntFunction<T[]> array) {
        return points.stream().map(value).toArray(array);
    }

    private static @Nullable Float[] numbers(List<TimelinePoint> points, ToDoubleFunction<TimelinePoint> value) {
        return points.stream()
                .map(point -> {
                    double number = value.applyAsDouble(point);
                    return Double.isNaN(number) ? null : (Float) (float) number;
                })
                .toArray(Float[]::new);
    }
}
