/// Dead letters on their way to the topic. A dead task is recorded in the transaction in which it dies, assembled
/// with its attempts after the commit, cut to the size of a record, and published until the broker has it.
@NullMarked
@NamedInterface("outbox")
package dev.waymill.scheduler.deadletter.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
