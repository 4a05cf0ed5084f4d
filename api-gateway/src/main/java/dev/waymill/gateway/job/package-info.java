/// Jobs as the gateway keeps them: one row each, written at submission and overwritten by news from the scheduler.
/// Called by the upload (which submits), the view and the stream (which read) and the outbox's readers of the same
/// table.
/// A submission takes effect once per idempotency key, and an owner's file makes one import however often it is
/// sent.
@NullMarked
@ApplicationModule(allowedDependencies = "problem")
package dev.waymill.gateway.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
