/// Promotion: an import's staged points into the owner's timeline, in one transaction, all or none.
///
/// The timeline inserts them by one INSERT … SELECT in time order, so that its index grows at its end. Two big
/// promotions of one owner never interleave (advisory lock on the owner's number), which makes the anti-join
/// against the timeline safe. A few points, as phones send them, go beside a big one; the timeline's key tells
/// when both have the same, and the big one is repeated. The import row is marked in the same transaction, so a
/// promotion that is delivered twice finds itself done. When it dies before COMMIT, nothing has happened.
@NullMarked
package dev.waymill.worker.imports.promote;

import org.jspecify.annotations.NullMarked;
