package dev.waymill.scheduler.job;

import java.util.UUID;

/// A failed job was retried: told to the rest of this service, inside the transaction that does it.
public record JobRevived(UUID jobId) {}
