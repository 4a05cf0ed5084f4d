package dev.waymill.formats.reader;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;

/// A valid point that is not accepted or rejected yet.
///
/// @param remarks one bit for each [Remark]
/// @param rejection used if it is not accepted
public record HeldPoint(TimelinePoint point, int remarks, Rejection rejection) {
    private static final Remark[] REMARKS = Remark.values();

    /// Passes the point to the sink, as a waypoint that was kept or as a rejected one.
    public void decide(boolean isKept, PointSink sink) {
        if (isKept) {
            pass(sink, point, remarks | 1 << Remark.WAYPOINT_KEPT.ordinal());
        } else {
            sink.reject(rejection);
        }
    }

    static void pass(PointSink sink, TimelinePoint point, int remarks) {
        for (int rest = remarks; rest != 0; rest &= rest - 1) {
            sink.remark(REMARKS[Integer.numberOfTrailingZeros(rest)]);
        }
        sink.accept(point);
    }
}
