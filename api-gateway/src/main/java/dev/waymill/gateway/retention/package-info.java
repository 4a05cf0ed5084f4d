/// Retention: deletes what nothing needs any more, so that no table and no folder grows forever.
///
/// A job is deleted with its Idempotency-Keys and its file when it finished longer ago than `waymill.history.keep` and
/// the scheduler no longer keeps it. So it is never deleted before the scheduler deletes it, or while it has something
/// left to do, publish or retry. Its id and owner stay for a while, so that the owner gets 410 `job-forgotten` instead
/// of 404. The import of a file stays as long as its points are in the timeline: it is how a repeated upload is
/// recognised, and it can be reverted.
///
/// Loops run it. Several gateways may do so at once, and a crash leaves the rest for the next round. Rows are deleted
/// in batches, oldest first. Ages are measured by the database's clock.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "upstream"})
package dev.waymill.gateway.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
