package dev.waymill.formats;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.UnreadableFileException;

/// Passes on what one file holds, counts it, and names the file where an archive has several.
final class FileSink implements PointSink {
    private final String path;
    private final PointSink sink;
    private long accepted;
    private long rejected;
    private boolean isTroubled;

    /// @param path empty for a file that is not packed
    FileSink(String path, PointSink sink) {
        this.path = path;
        this.sink = sink;
    }

    boolean isOf(String otherPath) {
        return path.equals(otherPath);
    }

    long read() {
        return accepted + rejected;
    }

    /// Tells of the first thing that is wrong with the file: what is broken has a wrong checksum, too.
    void trouble(UnreadableFileException e, SkippedFiles passedOver) {
        if (!isTroubled) {
            passedOver.add(path, read(), rejected, e);
            isTroubled = true;
        }
    }

    @Override
    public void accept(TimelinePoint point) {
        accepted++;
        sink.accept(point);
    }

    @Override
    public void reject(Rejection rejection) {
        rejected++;
        sink.reject(
                path.isEmpty()
                        ? rejection
                        : new Rejection(rejection.reason(), rejection.place().in(path), rejection.text()));
    }

    @Override
    public void remark(Remark remark) {
        sink.remark(remark);
    }

    @Override
    public void visit(Visit visit) {
        sink.visit(visit);
    }

    @Override
    public void movement(Movement movement) {
        sink.movement(movement);
    }
}
