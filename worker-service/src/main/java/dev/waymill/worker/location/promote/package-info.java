/// Promotion: an import's staged points into the owner's timeline, in one transaction, all or none.
///
/// One INSERT … SELECT in time order, so that the timeline's index grows at its end. Two promotions of one
/// owner never interleave (advisory lock on the owner's number), which makes the anti-join against the timeline
/// safe: nobody else adds this owner's points meanwhile. The import row is marked in the same transaction, so a
/// promotion that is delivered twice finds itself done. When it dies before COMMIT, nothing has happened.
@NullMarked
package dev.waymill.worker.location.promote;

import org.jspecify.annotations.NullMarked;
