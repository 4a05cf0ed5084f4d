package dev.waymill.worker.timeline;

/// Points that may come into the timeline.
///
/// @param table where they are, with the columns of `point` but for owner and import; needs no quoting
/// @param count how many; of equal ones the first counts
public record StagedPoints(ImportSpan span, String table, long count) {}
