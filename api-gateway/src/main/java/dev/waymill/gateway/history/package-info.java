/// Retention: what nothing needs any more is forgotten, so that no table and no folder grows for ever.
///
/// A job goes when it has been over for `waymill.history.keep` and the scheduler does not keep it any more, with
/// its Idempotency-Keys and its file: never before the scheduler forgets it, never while anything of it is left to do,
/// to tell or to retry. For a while its id and owner stay, so that its owner is told that it is forgotten. The import
/// of a file stays as long as its points are in the timeline: by it the same file is recognised, and it can be
/// reverted.
///
/// Nobody calls it; loops tick. Any number of gateways may do so at once, and a crash anywhere leaves something for
/// the next round. Deletions go a batch at a time, oldest first. Ages are told by the database's clock.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "neighbour"})
package dev.waymill.gateway.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
