/// The gateway's job rows: written at submission and updated by changes from the scheduler.
@NullMarked
@ApplicationModule(allowedDependencies = {"problem", "trace"})
package dev.waymill.gateway.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
