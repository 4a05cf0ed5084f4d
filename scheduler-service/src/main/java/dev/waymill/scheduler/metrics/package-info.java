/// Meters of jobs, their tasks and attempts. Other packages call [JobMeters] inside their transactions; it
/// counts after the commit. All meters exist from the start.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.metrics;

import org.jspecify.annotations.NullMarked;
