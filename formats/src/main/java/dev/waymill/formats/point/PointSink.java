package dev.waymill.formats.point;

/// Receives what a reader finds, in file order. Every point that a reader begins is accepted or rejected
/// exactly once.
public interface PointSink {
    void accept(TimelinePoint point);

    void reject(Rejection rejection);

    /// Adds a remark on the point that is accepted next. Called once per remark.
    default void remark(Remark remark) {}

    /// The source records that its owner stayed at a place.
    default void visit(Visit visit) {}

    /// The source records how its owner moved during a period.
    default void movement(Movement movement) {}
}
