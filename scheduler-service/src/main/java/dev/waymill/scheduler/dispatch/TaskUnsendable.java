package dev.waymill.scheduler.dispatch;

import java.util.UUID;

/// A dispatched attempt whose record no broker takes: it is too large, for instance. Listeners end the attempt.
///
/// @param why in words
public record TaskUnsendable(UUID jobId, UUID taskId, int attempt, String why) {}
