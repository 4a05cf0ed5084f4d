package dev.waymill.scheduler.task;

import java.util.UUID;

/// One attempt at a task. Reports are matched against it: it is the fence of the lease.
///
/// @param number 1 for the first dispatch, incremented with each further one
public record Attempt(UUID taskId, int number) {}
