/// Publishes and stores dead letters, and lets people resolve them.
///
/// A dead task is recorded in the transaction in which it dies, and published to job-dead-letter after it.
/// Unreadable records of any topic are sent there by their readers. Every record of the topic is stored here
/// once, including unreadable ones. Open dead letters are never deleted.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"job", "publish"})
package dev.waymill.scheduler.deadletter;

import org.jspecify.annotations.NullMarked;
