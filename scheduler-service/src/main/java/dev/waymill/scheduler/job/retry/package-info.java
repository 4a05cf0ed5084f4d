/// Retries a failed job after its clean-up has finished. Its tasks keep their ids and continue with the next
/// attempt number. Workers get the number of the retry, its generation: effects of an earlier generation never
/// reach a later one, and each generation has its own clean-up.
@NullMarked
@NamedInterface("retry")
package dev.waymill.scheduler.job.retry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
