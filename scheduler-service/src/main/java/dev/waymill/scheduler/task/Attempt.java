package dev.waymill.scheduler.task;

import java.util.UUID;

/// One try at a task, and the fence by which everything that is said of it is matched.
///
/// @param number 1 for the first dispatch, growing with each
public record Attempt(UUID taskId, int number) {}
