package dev.waymill.worker.imports;

import dev.waymill.formats.point.TimelinePoint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The import rows of live streams, whose counts grow with each batch. They are promoted from the start.
@Component
public class LiveStreams {
    private final JdbcClient jdbc;
    private final ImportMeters meters;

    LiveStreams(JdbcClient jdbc, ImportMeters meters) {
        this.jdbc = jdbc;
        this.meters = meters;
    }

    private static final String ENSURE = """
            INSERT INTO import (job_id, owner_no, file_name, sha256, bytes, format, state, live)
            SELECT :stream, owner_no, :name, '', 0, 'points', 'promoted', true FROM owner WHERE name = :owner
            ON CONFLICT (job_id) DO NOTHING
            """;

    /// Inserts the row of a live stream, unless it already exists.
    ///
    /// @param name for people
    public void ensure(UUID stream, String owner, String name) {
        jdbc.sql(ImportStore.ENSURE_OWNER).param("owner", owner).update();
        jdbc.sql(ENSURE)
                .param("stream", stream)
                .param("owner", owner)
                .param("name", name)
                .update();
    }

    /// `least` and `greatest` ignore null.
    private static final String COUNT = """
            UPDATE import
            SET points_read = points_read + :read, points_promoted = points_promoted + :promoted,
                points_duplicate = points_duplicate + :read - :promoted,
                first_at = least(first_at, :first), last_at = greatest(last_at, :last),
                west_e7 = least(west_e7, :west), south_e7 = least(south_e7, :south),
                east_e7 = greatest(east_e7, :east), north_e7 = greatest(north_e7, :north),
                changed_at = clock_timestamp()
            WHERE import_no = :no
            """;

    /// Counts points that have just arrived.
    ///
    /// @param points one or more
    /// @param promoted how many of them were added; the others were duplicates
    public void count(int importNo, List<TimelinePoint> points, long promoted) {
        var times = points.stream().mapToLong(TimelinePoint::epochMillis).summaryStatistics();
        var latitudes = points.stream().mapToInt(TimelinePoint::latitudeE7).summaryStatistics();
        var longitudes = points.stream().mapToInt(TimelinePoint::longitudeE7).summaryStatistics();
        jdbc.sql(COUNT)
                .param("read", points.size())
                .param("promoted", promoted)
                .param("first", utc(times.getMin()))
                .param("last", utc(times.getMax()))
                .param("west", longitudes.getMin())
                .param("south", latitudes.getMin())
                .param("east", longitudes.getMax())
                .param("north", latitudes.getMax())
                .param("no", importNo)
                .update();
        meters.streamed(points.size(), promoted);
    }

    private static final String REVERT = """
            UPDATE import
            SET points_read = points_read - :points, points_promoted = points_promoted - :points,
                changed_at = clock_timestamp()
            WHERE import_no = :no
            """;

    /// Counts points as if they had never arrived.
    ///
    /// @param points how many of the stream's points are no longer its own
    public void revert(int importNo, long points) {
        jdbc.sql(REVERT).param("points", points).param("no", importNo).update();
    }

    private static OffsetDateTime utc(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
