package dev.waymill.scheduler.task;

import java.util.UUID;

/// One attempt at a task, and the fence against which all its reports are matched.
///
/// @param number 1 for the first dispatch, growing with each
public record Attempt(UUID taskId, int number) {}
