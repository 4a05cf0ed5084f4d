package dev.waymill.worker.timeline;

import dev.waymill.formats.point.TimelinePoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Points that may be added to the timeline.
///
/// @param rows an expression in FROM with the columns of `point` except owner and import
/// @param values named parameters of that expression
/// @param count how many; equal points count separately, and only the first of them is added
/// @param isWhole whether these are all points of their import; a live stream has had others before
public record StagedPoints(ImportSpan span, String rows, Map<String, Object> values, long count, boolean isWhole) {
    /// All points of an import, in a table.
    ///
    /// @param table needs no quoting
    public static StagedPoints inTable(ImportSpan span, String table, long count) {
        return new StagedPoints(span, table, Map.of(), count, true);
    }

    private static final String IN_MEMORY = """
            (SELECT to_timestamp(millis / 1000.0) AS time, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device,
                    activity
             FROM unnest(:times::bigint[], :latitudes::integer[], :longitudes::integer[], :elevations::real[],
                         :accuracies::real[], :speeds::real[], :courses::real[], :batteries::real[], :devices::text[],
                         :activities::text[])
                  AS given (millis, lat_e7, lon_e7, elevation, accuracy, speed, course, battery, device, activity))
            """;

    /// A few points of a live stream, one or more. They need no table.
    public static StagedPoints inMemory(int ownerNo, int importNo, List<TimelinePoint> points) {
        var times = points.stream().mapToLong(TimelinePoint::epochMillis).summaryStatistics();
        var span = new ImportSpan(
                ownerNo, importNo, Instant.ofEpochMilli(times.getMin()), Instant.ofEpochMilli(times.getMax()));
        var values = Map.<String, Object>of(
                "times", column(points, TimelinePoint::epochMillis, Long[]::new),
                "latitudes", column(points, TimelinePoint::latitudeE7, Integer[]::new),
                "longitudes", column(points, TimelinePoint::longitudeE7, Integer[]::new),
                "elevations", numbers(points, TimelinePoint::elevation),
                "accuracies", numbers(points, TimelinePoint::accuracy),
                "speeds", numbers(points, TimelinePoint::speed),
                "courses", numbers(points, TimelinePoint::course),
                "batteries", numbers(points, TimelinePoint::battery),
                "devices", column(points, TimelinePoint::device, String[]::new),
                "activities", column(points, TimelinePoint::activity, String[]::new));
        return new StagedPoints(span, IN_MEMORY, values, points.size(), false);
    }

    /// Named parameters of statements on the points and their span.
    Map<String, Object> params() {
        var all = new HashMap<>(values);
        all.putAll(span.params());
        return all;
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
