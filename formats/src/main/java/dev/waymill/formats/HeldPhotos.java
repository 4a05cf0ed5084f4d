package dev.waymill.formats;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What the photos of an archive contain, held back until the archive ends.
///
/// Photos are read if nothing else in the archive gives a point. Beside tracks they are pictures on a map, media
/// of an activity, or what others sent: their places are not needed, and may not be the owner's. Memory is
/// bounded, because a photo is one point, and the number of files in an archive is limited: thirty megabytes at
/// most, with the longest names.
final class HeldPhotos implements PointSink {
    /// How many photos are named if they are not read.
    private static final int MOST_NAMED = 10;

    private final List<Consumer<PointSink>> held = new ArrayList<>();
    private final SkippedFiles skipped = new SkippedFiles();
    private final List<String> placed = new ArrayList<>();
    private long files;
    private boolean hasTracks;

    /// The photos that are damaged.
    SkippedFiles skipped() {
        return skipped;
    }

    /// Ends a photo.
    void endFile(FileSink photo) {
        files++;
        if (photo.accepted() > 0 && placed.size() < MOST_NAMED) {
            placed.add(photo.path());
        }
    }

    /// Ends a file that is not a photo.
    void endTrack(FileSink track) {
        hasTracks |= track.accepted() > 0;
    }

    /// Ends the archive: passes the photos on, or skips them.
    ///
    /// @return how many photos were read
    long end(PointSink sink, SkippedFiles other) {
        if (!hasTracks) {
            held.forEach(each -> each.accept(sink));
            other.addAll(skipped);
            return files;
        }
        long count = files + skipped.troubledCount();
        if (count > 0) {
            other.addPhotos(count, placed);
        }
        return 0;
    }

    @Override
    public void accept(TimelinePoint point) {
        held.add(to -> to.accept(point));
    }

    @Override
    public void reject(Rejection rejection) {
        held.add(to -> to.reject(rejection));
    }

    @Override
    public void remark(Remark remark) {
        held.add(to -> to.remark(remark));
    }
}
