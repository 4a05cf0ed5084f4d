package dev.waymill.formats;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Passes on what one file contains and counts its points. Adds the file's path to rejections if it is in an
/// archive.
///
/// A file that counts only as a whole is held back until [#keep], because damage may be found at its end. If it
/// is too long for that, it is passed on, after a mark to which the receiver can return.
final class FileSink implements PointSink {
    /// A few megabytes at most.
    private static final int MOST_HELD = 5_000;

    private final String path;
    private final PointSink sink;
    private final List<Consumer<PointSink>> held = new ArrayList<>();
    private boolean isHeld;
    private long accepted;
    private long rejected;
    private boolean hasProblem;

    /// @param path empty for a file that is not in an archive
    /// @param isHeld whether the file counts only as a whole
    FileSink(String path, boolean isHeld, PointSink sink) {
        this.path = path;
        this.isHeld = isHeld;
        this.sink = sink;
    }

    boolean isOf(String otherPath) {
        return path.equals(otherPath);
    }

    String path() {
        return path;
    }

    long accepted() {
        return accepted;
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

    /// Passes on what is held back.
    void keep() {
        held.forEach(each -> each.accept(sink));
        held.clear();
    }

    /// Forgets all that the file contains.
    void drop() {
        held.clear();
        if (!isHeld) {
            sink.rollback();
        }
        isHeld = true;
    }

    private void hold(Consumer<PointSink> each) {
        held.add(each);
        if (held.size() == MOST_HELD) {
            sink.mark();
            keep();
            isHeld = false;
        }
    }

    @Override
    public void accept(TimelinePoint point) {
        accepted++;
        if (isHeld) {
            hold(to -> to.accept(point));
        } else {
            sink.accept(point);
        }
    }

    @Override
    public void reject(Rejection rejection) {
        rejected++;
        var placed = path.isEmpty()
                ? rejection
                : new Rejection(rejection.reason(), rejection.place().in(path), rejection.text());
        if (isHeld) {
            hold(to -> to.reject(placed));
        } else {
            sink.reject(placed);
        }
    }

    @Override
    public void remark(Remark remark) {
        if (isHeld) {
            hold(to -> to.remark(remark));
        } else {
            sink.remark(remark);
        }
    }

    @Override
    public void visit(Visit visit) {
        if (isHeld) {
            hold(to -> to.visit(visit));
        } else {
            sink.visit(visit);
        }
    }

    @Override
    public void movement(Movement movement) {
        if (isHeld) {
            hold(to -> to.movement(movement));
        } else {
            sink.movement(movement);
        }
    }
}
