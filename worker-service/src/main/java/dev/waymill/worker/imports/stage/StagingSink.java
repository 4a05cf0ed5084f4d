package dev.waymill.worker.imports.stage;

import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import org.jspecify.annotations.Nullable;

/// Receives the results of a parser: writes accepted points to the staged rows, counts rejected ones. Confined
/// to one thread.
final class StagingSink implements PointSink {
    private final StagedRows rows;
    private final long most;
    private StagedCounts counts = new StagedCounts();
    private StagedCounts marked = new StagedCounts();
    private long written;

    /// @param most most points, visits and movements, including those of damaged files that are forgotten
    StagingSink(StagedRows rows, long most) {
        this.rows = rows;
        this.most = most;
    }

    @Override
    public void accept(TimelinePoint point) {
        count();
        rows.write(point);
        counts.accept(point);
    }

    @Override
    public void reject(Rejection rejection) {
        counts.reject(rejection);
    }

    @Override
    public void remark(Remark remark) {
        counts.remark(remark);
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

    @Override
    public void mark() {
        rows.mark();
        marked = counts.copy();
    }

    @Override
    public void rollback() {
        rows.rollback();
        counts = marked.copy();
    }

    private void count() {
        if (++written > most) {
            throw ImportLimits.ExceededException.ofFile(most);
        }
    }

    /// @param contents the files of an archive; null if the file is no archive
    /// @param damage the problem that ended the parsing; null if it reached the end
    StagingResult result(String format, @Nullable Contents contents, @Nullable ImportProblem damage) {
        return counts.result(format, contents, damage);
    }
}
