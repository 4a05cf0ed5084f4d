/// Deletes data that nothing needs any more, so that no table grows forever.
///
/// An attempt's row is deleted when it ended longer ago than `waymill.history.keep`; by then the topic has
/// dropped its record, so no worker can claim it again. An import's row is deleted when the import was
/// discarded or reverted that long ago. Points that were staged and never promoted are deleted after that time
/// plus the longest grace period; if the job is retried later, its file is staged again. The row of an import
/// whose points are in the timeline is kept with them. Timeline changes that no reader has processed are
/// merged, not deleted.
///
/// A loop runs it. Several workers may do so at once. Rows are deleted in batches, oldest first. Ages are
/// measured by the database's clock.
@NullMarked
@ApplicationModule(allowedDependencies = {"imports", "live", "timeline"})
package dev.waymill.worker.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
