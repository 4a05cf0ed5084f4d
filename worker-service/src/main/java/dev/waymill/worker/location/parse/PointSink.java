package dev.waymill.worker.location.parse;

/// Takes what a reader finds, in the order of the file.
public interface PointSink {
    void accept(TimelinePoint point);

    void reject(Rejection rejection);
}
