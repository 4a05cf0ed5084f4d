/// Checks with echoes that the scheduler can receive what workers send.
///
/// If no heartbeat arrives, the worker may be dead, or the scheduler may be unable to receive: the partition
/// has no leader or no reader, or the scheduler or its database was paused. So before a worker is declared
/// lost, an echo is sent through each partition of task-reported. Reading it back shows that everything before
/// it has been read. Without a suspected worker nothing is sent.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "publish")
package dev.waymill.scheduler.echo;

import org.jspecify.annotations.NullMarked;
