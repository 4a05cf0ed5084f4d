/// Retention: what nothing needs any more is forgotten, so that no table grows for ever.
///
/// An attempt's row goes when it has been over for `waymill.history.keep`; by then its record is gone from the topic,
/// so nobody can take it again. The row of an import goes when it was discarded or reverted that long ago. What was
/// staged and never promoted goes after that time and the longest grace period: if its job lives on, the file is
/// staged again. An import whose points are in the timeline stays with them.
/// Unread changes of the timeline are merged, not deleted.
///
/// A loop runs it. Several workers may do so at once. Rows are deleted in batches, oldest first. Ages are
/// measured by the database's clock.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"imports", "timeline"})
package dev.waymill.worker.history;

import org.jspecify.annotations.NullMarked;
