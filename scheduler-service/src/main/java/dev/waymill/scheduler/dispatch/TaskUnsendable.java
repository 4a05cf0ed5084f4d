package dev.waymill.scheduler.dispatch;

import java.util.UUID;

/// A dispatched attempt whose record no broker accepts, for instance because it is too large. Listeners end the
/// attempt.
///
/// @param why the broker's or producer's error message
public record TaskUnsendable(UUID jobId, UUID taskId, int attempt, String why) {}
