/// Applies reports of workers: starts, progress and ends of attempts, and heartbeats.
///
/// A batch is one transaction. An end may be heard before its start: it is applied, and the start then comes
/// late. An attempt whose worker is lost runs again, uncounted.
///
/// Everything is matched by (task, attempt) against the lease: a report of an
/// attempt that has lost its lease changes nothing, whether it is late or comes twice. Follow-up tasks get ids
/// that derive from their cause.
@NullMarked
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"deadletter :: outbox", "dispatch", "echo", "inbox", "job", "retry", "task"})
package dev.waymill.scheduler.report;

import org.jspecify.annotations.NullMarked;
