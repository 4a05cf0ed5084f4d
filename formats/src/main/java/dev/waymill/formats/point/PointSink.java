package dev.waymill.formats.point;

/// Takes what a reader finds, in the order of the file. Every point that was begun is accepted or rejected,
/// once.
public interface PointSink {
    void accept(TimelinePoint point);

    void reject(Rejection rejection);

    /// The point accepted next has something worth saying; once for each remark.
    default void remark(Remark remark) {}

    /// The source says that its owner stayed somewhere.
    default void visit(Visit visit) {}

    /// The source says how its owner moved for a while.
    default void movement(Movement movement) {}
}
