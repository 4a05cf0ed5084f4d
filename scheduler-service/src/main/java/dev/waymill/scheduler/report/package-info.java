/// Applies workers' reports of starts, progress and ends of attempts, and their heartbeats.
///
/// A batch is one transaction. If an end arrives before its start, it is applied, and the start is then ignored
/// as late. An attempt whose worker is lost runs again and is not counted.
///
/// Reports are matched by (task, attempt) against the lease: a report of an attempt that has lost its lease
/// changes nothing, whether it is late or a duplicate. Follow-up tasks get ids that are derived from their
/// cause.
@NullMarked
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"deadletter :: outbox", "dispatch", "echo", "inbox", "job", "metrics", "retry", "task"})
package dev.waymill.scheduler.report;

import org.jspecify.annotations.NullMarked;
