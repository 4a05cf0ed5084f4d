/// What a job looks like: its status with tasks and attempts, and lists of jobs. Called over internal REST. Reads
/// only, without locks.
@NullMarked
package dev.waymill.scheduler.job.query;

import org.jspecify.annotations.NullMarked;
