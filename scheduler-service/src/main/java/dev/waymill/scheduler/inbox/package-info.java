/// Processes a batch of Kafka records in one transaction.
///
/// Unreadable records go to the dead letters with their bytes, and consumption continues. Records that can be
/// read but not stored go there too, so that they do not block their batch. If the database or Kafka is
/// unavailable, the batch is read again; nothing is skipped.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "publish")
package dev.waymill.scheduler.inbox;

import org.jspecify.annotations.NullMarked;
