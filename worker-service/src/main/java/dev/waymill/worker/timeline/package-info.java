/// The timeline: the points of all owners. It knows imports by their numbers only; all it reads of theirs is
/// the id by which the API names one.
///
/// It owns the tables `point` and `shadowed_point`; nobody else names them in SQL. A shadowed point is one that
/// another import also had: it is kept, so that a revert of that other import is exact. Who changes an owner's
/// points holds the owner's [TimelineLock], and calls [PointInserter] or [PointRemover] in a transaction that
/// also changes the import's row: both happen or neither. [TimelineComparison] tells beforehand what an insert
/// would do. Package `read` has the points in time order, for the gateway.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.timeline;

import org.jspecify.annotations.NullMarked;
