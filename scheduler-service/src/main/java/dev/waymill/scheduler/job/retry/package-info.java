/// Retries a failed job, once what it had done is cleaned up. Its tasks keep their ids and continue with the next
/// attempt number. Workers get the retry's number, its generation: nothing of an earlier generation takes effect in
/// a later one, and each has its own clean-up.
@NullMarked
@NamedInterface("retry")
package dev.waymill.scheduler.job.retry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
