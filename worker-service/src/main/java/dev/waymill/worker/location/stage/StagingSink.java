package dev.waymill.worker.location.stage;

import dev.waymill.worker.location.ImportStore.Extent;
import dev.waymill.worker.location.ImportStore.Staged;
import dev.waymill.worker.location.ImportSummary.RejectedSample;
import dev.waymill.worker.location.parse.PointSink;
import dev.waymill.worker.location.parse.Rejection;
import dev.waymill.worker.location.parse.TimelinePoint;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;

/// Takes what a parser finds: accepted points into the COPY, rejected ones into the count. Confined to one
/// thread.
final class StagingSink implements PointSink {
    private static final int MAX_SAMPLES = 100;

    private final PointCopy copy;
    private final Map<String, Long> rejectedBy = new TreeMap<>();
    private final List<RejectedSample> samples = new ArrayList<>();
    private long accepted;
    private long rejected;

    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private int west = Integer.MAX_VALUE;
    private int south = Integer.MAX_VALUE;
    private int east = Integer.MIN_VALUE;
    private int north = Integer.MIN_VALUE;

    StagingSink(PointCopy copy) {
        this.copy = copy;
    }

    @Override
    public void accept(TimelinePoint point) {
        try {
            copy.write(point);
        } catch (SQLException e) {
            throw new UncategorizedSQLException("COPY of staged points", null, e);
        }
        accepted++;
        first = Math.min(first, point.epochMillis());
        last = Math.max(last, point.epochMillis());
        west = Math.min(west, point.longitudeE7());
        south = Math.min(south, point.latitudeE7());
        east = Math.max(east, point.longitudeE7());
        north = Math.max(north, point.latitudeE7());
    }

    @Override
    public void reject(Rejection rejection) {
        rejected++;
        rejectedBy.merge(rejection.reason().code(), 1L, Long::sum);
        if (samples.size() < MAX_SAMPLES) {
            samples.add(new RejectedSample(rejection.line(), rejection.reason().code(), rejection.text()));
        }
    }

    Staged result(String format) {
        return new Staged(format, accepted, rejected, rejectedBy, samples, extent());
    }

    private @Nullable Extent extent() {
        return accepted == 0
                ? null
                : new Extent(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last), west, south, east, north);
    }
}
