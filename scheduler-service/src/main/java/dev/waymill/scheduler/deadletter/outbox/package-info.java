/// The outbox of dead letters. A dead task is recorded in the transaction in which it dies. After the commit
/// its letter is assembled with its attempts, trimmed to the size of a record, and sent until the broker has
/// it.
@NullMarked
@NamedInterface("outbox")
package dev.waymill.scheduler.deadletter.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
