/// When a failed task is tried again.
/// Exponential backoff with full jitter, so that what failed together does not come back together.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.retry;

import org.jspecify.annotations.NullMarked;
