/// Dead letters over REST: what is beyond help, to look at, retry and dismiss.
/// The scheduler keeps them; the gateway says whose may be seen, and passes its answers on.
/// An owner sees his own; an admin may name another owner, or `*` for all, unreadable records included.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "neighbour", "problem", "upload"})
package dev.waymill.gateway.deadletter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
