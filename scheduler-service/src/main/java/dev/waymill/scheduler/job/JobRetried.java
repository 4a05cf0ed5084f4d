package dev.waymill.scheduler.job;

import java.util.UUID;

/// A failed job was retried. Published within this service, inside the retrying transaction.
public record JobRetried(UUID jobId) {}
