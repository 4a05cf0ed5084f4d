package dev.waymill.formats.point;

/// Receives what a reader finds, in file order. Every point that a reader begins is accepted or rejected
/// exactly once.
public interface PointSink {
    void accept(TimelinePoint point);

    void reject(Rejection rejection);

    /// Adds a remark on the point that is accepted next. Called once per remark. A remark on all points of a
    /// file comes after its last point, once for each of them.
    default void remark(Remark remark) {}

    /// The source records that its owner stayed at a place.
    default void visit(Visit visit) {}

    /// The source records how its owner moved during a period.
    default void movement(Movement movement) {}

    /// Remembers what was received so far, for [#rollback]. Called before a long file of an archive.
    default void mark() {
        throw new UnsupportedOperationException("This sink receives no long files of archives");
    }

    /// Forgets what was received since the latest mark, because the file is damaged.
    default void rollback() {
        throw new UnsupportedOperationException("This sink receives no long files of archives");
    }
}
