/// Reads one job's status with tasks and attempts, and lists of jobs. Called over internal REST. Read-only,
/// without locks.
@NullMarked
package dev.waymill.scheduler.job.query;

import org.jspecify.annotations.NullMarked;
