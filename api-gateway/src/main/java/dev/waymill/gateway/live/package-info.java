/// Points received one by one or a few at a time, on their way to the workers. `ingest` inserts them.
///
/// [LivePointOutbox] finds the owner's stream of the device, or creates it, and stores the points as rows of
/// `live_batch`, each of which is one record, in one transaction. The publisher of the outbox sends them. After a
/// crash between the send and the deletion of the row, the record is sent again with the same id, and the worker
/// ignores it. A stream is one job of the type `live`, which never ends: it stands in the owner's list in place of
/// thousands of imports.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "outbox"})
package dev.waymill.gateway.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
