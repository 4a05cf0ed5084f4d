/// This worker's part of a job for the gateway's job view: the attempts it ran and the counts of an import.
/// Read-only.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "imports")
package dev.waymill.worker.status;

import org.jspecify.annotations.NullMarked;
