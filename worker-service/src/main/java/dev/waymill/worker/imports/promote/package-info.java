/// Adds an import's staged points to the owner's timeline, in one transaction, all or none.
///
/// The timeline inserts them with one INSERT … SELECT in time order, so that its index grows at its end. Two
/// big promotions of one owner never interleave (advisory lock on the owner's number), which makes the
/// anti-join against the timeline safe. A few points, as phones send them, are promoted beside a big promotion;
/// if both have the same point, the timeline's primary key detects it and the big promotion is repeated. The
/// import row is updated in the same transaction, so a promotion that is delivered twice finds that it is done.
/// If the worker dies before COMMIT, nothing has changed.
@NullMarked
package dev.waymill.worker.imports.promote;

import org.jspecify.annotations.NullMarked;
