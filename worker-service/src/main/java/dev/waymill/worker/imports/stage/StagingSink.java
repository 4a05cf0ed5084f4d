package dev.waymill.worker.imports.stage;

import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.RejectedSample;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.worker.imports.stage.StagingResult.Extent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Receives the results of a parser: writes accepted points to the staged rows, counts rejected ones. Confined
/// to one thread.
final class StagingSink implements PointSink {
    /// Most samples kept of each reason.
    private static final int MAX_SAMPLES = 20;

    private final StagedRows rows;
    private final long most;
    private final Map<String, Long> rejectedBy = new TreeMap<>();
    private final Map<Remark, Long> remarks = new EnumMap<>(Remark.class);
    private final List<RejectedSample> samples = new ArrayList<>();
    private long written;
    private long accepted;
    private long rejected;

    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private int west = Integer.MAX_VALUE;
    private int south = Integer.MAX_VALUE;
    private int east = Integer.MIN_VALUE;
    private int north = Integer.MIN_VALUE;

    /// @param most most points, visits and movements
    StagingSink(StagedRows rows, long most) {
        this.rows = rows;
        this.most = most;
    }

    @Override
    public void accept(TimelinePoint point) {
        count();
        rows.write(point);
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
        long ofThisReason = rejectedBy.merge(rejection.reason().code(), 1L, Long::sum);
        if (ofThisReason <= MAX_SAMPLES) {
            var place = rejection.place();
            samples.add(new RejectedSample(
                    place.file(),
                    place.line(),
                    place.offset(),
                    rejection.reason().code(),
                    rejection.text()));
        }
    }

    @Override
    public void remark(Remark remark) {
        remarks.merge(remark, 1L, Long::sum);
    }

    @Override
    public void visit(Visit visit) {
        count();
        rows.write(visit);
    }

    @Override
    public void movement(Movement movement) {
        count();
        rows.write(movement);
    }

    private void count() {
        if (++written > most) {
            throw ImportLimits.ExceededException.ofFile(most);
        }
    }

    /// @param contents the files of an archive; null if the file is no archive
    /// @param damage the problem that ended the parsing; null if it reached the end
    StagingResult result(String format, @Nullable Contents contents, @Nullable ImportProblem damage) {
        var remarkedOn = new TreeMap<String, Long>();
        remarks.forEach((remark, count) -> remarkedOn.put(remark.code(), count));
        return new StagingResult(
                format, accepted, rejected, rejectedBy, samples, remarkedOn, contents, damage, extent());
    }

    private @Nullable Extent extent() {
        return accepted == 0
                ? null
                : new Extent(Instant.ofEpochMilli(first), Instant.ofEpochMilli(last), west, south, east, north);
    }
}
