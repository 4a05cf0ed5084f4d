/// The way from a batch of Kafka records to one transaction.
///
/// What cannot be read goes to the dead letters, with its bytes, and consumption goes on. What can be read but
/// not stored goes there, too: it must not take the rest of its batch along. A database or broker that is away
/// is waited for; the batch comes again, nothing is skipped.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "publish")
package dev.waymill.scheduler.intake;

import org.jspecify.annotations.NullMarked;
