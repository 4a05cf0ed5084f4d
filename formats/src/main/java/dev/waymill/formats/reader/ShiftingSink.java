package dev.waymill.formats.reader;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import java.time.Duration;
import java.time.Instant;

/// Passes on what is read of one file, with the uploader's shift added to every time, and watches for a week
/// rollover.
final class ShiftingSink implements PointSink {
    private final PointSink sink;
    private final long shift;
    private final WeekRollover rollover = new WeekRollover();

    ShiftingSink(PointSink sink, Duration shift) {
        this.sink = sink;
        this.shift = shift.toMillis();
    }

    void writtenAt(long epochMillis) {
        rollover.writtenAt(epochMillis);
    }

    void writtenBy(String producer) {
        rollover.writtenBy(producer);
    }

    /// Ends the file. Remarks on each of its points if all of them are 1024 weeks too early.
    void end(Instant now) {
        for (long points = shift == 0 ? rollover.points(now) : 0; points > 0; points--) {
            sink.remark(Remark.WEEK_ROLLOVER);
        }
    }

    @Override
    public void accept(TimelinePoint point) {
        rollover.point(point.epochMillis());
        sink.accept(shift == 0 ? point : shifted(point));
    }

    private TimelinePoint shifted(TimelinePoint point) {
        return new TimelinePoint(
                point.epochMillis() + shift,
                point.latitudeE7(),
                point.longitudeE7(),
                point.elevation(),
                point.accuracy(),
                point.speed(),
                point.course(),
                point.battery(),
                point.device(),
                point.activity());
    }

    @Override
    public void reject(Rejection rejection) {
        sink.reject(rejection);
    }

    @Override
    public void remark(Remark remark) {
        sink.remark(remark);
    }

    @Override
    public void visit(Visit visit) {
        sink.visit(new Visit(
                visit.from() + shift,
                visit.to() + shift,
                visit.latitudeE7(),
                visit.longitudeE7(),
                visit.name(),
                visit.address(),
                visit.placeId(),
                visit.category(),
                visit.confidence()));
    }

    @Override
    public void movement(Movement movement) {
        sink.movement(new Movement(
                movement.from() + shift,
                movement.to() + shift,
                movement.mode(),
                movement.distance(),
                movement.confidence()));
    }
}
