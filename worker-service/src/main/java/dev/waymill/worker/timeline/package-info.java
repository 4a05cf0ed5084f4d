/// The timeline: the points of all owners. It knows imports by their numbers only; all it reads of theirs is
/// the id by which the API names one.
///
/// It owns the tables `point`, `shadowed_point` and `timeline_change`; nobody else names them in SQL. A
/// shadowed point is one that another import also had: it is kept, so that a revert of that other import is
/// exact. Who changes an owner's points holds the owner's [TimelineLock], and calls [PointInserter] or
/// [PointRemover] in a transaction that also changes the import's row: both happen or neither.
/// [TimelineComparison] tells beforehand what an insert would do. Package `read` has the points in time order,
/// for the gateway.
///
/// **Changes.** What is derived from points is derived anew where they changed. So each insert and each removal
/// writes one row of `timeline_change` in its own transaction: the owner, and the times of the first and the
/// last point that came or went. If it changed nothing, it writes none. Shadowed points count, since what is
/// derived takes the best attributes of equal points. What sources tell beside points is not covered.
///
/// A reader, of which there is none yet, reads an owner's rows and the points they name in one snapshot,
/// derives, and then stores the result and deletes by their ids the rows that it read, in one transaction. Rows
/// that came meanwhile stay for its next turn. It must not remember the last id instead: a transaction that
/// began earlier may commit later. A reader with several snapshots takes as read what all of them see
/// (`pg_visible_in_snapshot` of `xid`). If it dies before its COMMIT, the rows are still there, and deriving
/// again gives the same. Rows say nothing of the time before they were introduced, or before a dump was
/// restored: then all is derived anew.
///
/// While nobody reads, the retention loop merges an owner's rows when they are many. A merged row has a new id
/// and a new `xid`: a reader that has read the old ones reads it once more, which costs time and loses nothing.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.timeline;

import org.jspecify.annotations.NullMarked;
