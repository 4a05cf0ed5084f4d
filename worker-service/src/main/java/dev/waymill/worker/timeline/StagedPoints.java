package dev.waymill.worker.timeline;

/// Points that may be added to the timeline.
///
/// @param table the table that holds them, with the columns of `point` except owner and import; needs no
///     quoting
/// @param count how many; equal points count separately, and only the first of them is added
public record StagedPoints(ImportSpan span, String table, long count) {}
