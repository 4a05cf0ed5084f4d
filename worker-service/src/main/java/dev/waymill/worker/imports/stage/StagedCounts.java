package dev.waymill.worker.imports.stage;

import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.RejectedSample;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.worker.imports.stage.StagingResult.Extent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts what a staging receives. Confined to one thread.
final class StagedCounts {
    /// Most samples kept of each reason.
    private static final int MAX_SAMPLES = 20;

    private final Map<String, Long> rejectedBy;
    private final Map<Remark, Long> remarks;
    private final List<RejectedSample> samples;
    private long accepted;
    private long rejected;

    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private int west = Integer.MAX_VALUE;
    private int south = Integer.MAX_VALUE;
    private int east = Integer.MIN_VALUE;
    private int north = Integer.MIN_VALUE;

    StagedCounts() {
        rejectedBy = new TreeMap<>();
        remarks = new EnumMap<>(Remark.class);
        samples = new ArrayList<>();
    }

    private StagedCounts(StagedCounts other) {
        rejectedBy = new TreeMap<>(other.rejectedBy);
        remarks = new EnumMap<>(other.remarks);
        samples = new ArrayList<>(other.samples);
        accepted = other.accepted;
        rejected = other.rejected;
        first = other.first;
        last = other.last;
        west = other.west;
        south = other.south;
        east = other.east;
        north = other.north;
    }

    StagedCounts copy() {
        return new StagedCounts(this);
    }

    void accept(TimelinePoint point) {
        accepted++;
        first = Math.min(first, point.epochMillis());
        last = Math.max(last, point.epochMillis());
        west = Math.min(west, point.longitudeE7());
        south = Math.min(south, point.latitudeE7());
        east = Math.max(east, point.longitudeE7());
        north = Math.max(north, point.latitudeE7());
    }

    void reject(Rejection rejection) {
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

    void remark(Remark remark) {
        remarks.merge(remark, 1L, Long::sum);
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
