/// What the scheduler hears of itself.
///
/// A worker that is not heard may be dead, or we are deaf: the partition of its heartbeats has no leader or no
/// reader, we stood still, our database did. So before anybody is held to be silent, an echo is sent through
/// each partition of task-reported. Reading it back shows that all that came before it has been read too. While
/// nobody is suspected, nothing is sent.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "publish")
package dev.waymill.scheduler.echo;

import org.jspecify.annotations.NullMarked;
