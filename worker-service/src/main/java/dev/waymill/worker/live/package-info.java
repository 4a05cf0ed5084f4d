/// Adds live points to the timeline, without a job or a table for each batch.
///
/// [LivePointsListener] stores each record of the topic in `live_batch`, so that an owner whose timeline is locked
/// stops no other. [LivePromoter] takes each owner's batches in turn, and [LivePromotion] adds them in one
/// transaction: it deletes the batches, remembers their ids, inserts the points and counts them in the import row
/// of their stream. A batch that is delivered again finds its id. If the worker dies before the COMMIT, the
/// batches are still there.
@NullMarked
@ApplicationModule(allowedDependencies = {"imports", "report", "timeline"})
package dev.waymill.worker.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
