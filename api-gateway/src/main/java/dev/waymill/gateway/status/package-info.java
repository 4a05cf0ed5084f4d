/// REST for the state of the queues and workers. Only admins see it, since it counts the tasks of all owners.
/// The gateway passes the scheduler's response on.
@NullMarked
@ApplicationModule(allowedDependencies = {"upstream", "problem"})
package dev.waymill.gateway.status;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
