/// Decides when a failed task is retried. Exponential backoff with full jitter, so that tasks that failed
/// together are not retried together.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.retry;

import org.jspecify.annotations.NullMarked;
