package dev.waymill.formats;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.UnreadableFileException;

/// Passes on the points of one file and counts them. Adds the file's path to rejections if it is in an archive.
final class FileSink implements PointSink {
    private final String path;
    private final PointSink sink;
    private long accepted;
    private long rejected;
    private boolean hasProblem;

    /// @param path empty for a file that is not in an archive
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

    /// Reports only the first problem of the file: a damaged file also has a wrong checksum.
    void addProblem(UnreadableFileException e, SkippedFiles skipped) {
        if (!hasProblem) {
            skipped.add(path, read(), rejected, e);
            hasProblem = true;
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
