/// A background duty: one thread that calls a tick, again at once while there is more to do, else when it is
/// woken or a while has passed. What a tick does is somebody else's, and tests call it by hand.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.loop;

import org.jspecify.annotations.NullMarked;
