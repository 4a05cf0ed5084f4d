/// The timeline, which is the points of all owners. It knows imports by their numbers only; from the import's
/// row it reads only the id that the API uses.
///
/// It owns the tables `point`, `shadowed_point` and `timeline_change`; no other package uses them in SQL. A
/// shadowed point is a duplicate of another import's point; it is kept, so that a revert of that other import
/// is exact. A transaction that changes an owner's points holds the owner's [TimelineLock], calls
/// [PointInserter] or [PointRemover], and also changes the import's row: both happen or neither.
/// [TimelineComparison] computes in advance what an insert would add. Package `read` returns the points in time
/// order, for the gateway.
///
/// **Changes.** Data derived from points must be derived again where points changed. So each insert and each
/// removal writes one row of `timeline_change` in its own transaction: the owner, and the times of the first
/// and the last point that was added or removed. If it changed nothing, it writes none. Shadowed points count,
/// since derived data uses the best attributes of equal points. Visits and movements of a source are not
/// covered.
///
/// A reader (there is none yet) reads an owner's rows and the points in their spans in one snapshot, and
/// derives. Then it stores the result and deletes the rows that it read, by their ids, in one transaction. Rows
/// added meanwhile are left for its next pass. It must not remember the last id instead: a transaction that
/// began earlier may commit later. A reader with several snapshots may process only rows that all of them see
/// (`pg_visible_in_snapshot` of `xid`). If it dies before its COMMIT, the rows are still there, and deriving
/// again gives the same result. There are no rows for changes from before the table existed, or from before a
/// dump was restored: then everything must be derived again.
///
/// While nobody reads, the retention loop merges an owner's rows when there are many. A merged row has a new id
/// and a new `xid`: a reader that has processed the old rows processes it again, which costs time and loses
/// nothing.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.timeline;

import org.jspecify.annotations.NullMarked;
