/// The outbox of job-changed.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"queue", "publish"})
package dev.waymill.scheduler.change;

import org.jspecify.annotations.NullMarked;
