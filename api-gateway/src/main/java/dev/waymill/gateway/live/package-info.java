/// Points received one by one or a few at a time, on their way to the timeline within seconds. `ingest` inserts
/// them; a loop collects each owner's points and submits them as an import. A point goes into exactly one
/// import, whichever process dies, and no owner waits for another.
///
/// [LivePointBatcherPool] finds owners with enough points, or whose oldest point has waited long enough.
/// [LivePointBatcher] deletes the rows, writes them as an object and submits the import, in one transaction. If
/// it dies before the commit, the rows are still there, and an orphaned object remains.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "trace"})
package dev.waymill.gateway.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
