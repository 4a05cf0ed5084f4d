/// What this worker knows of a job, for the gateway's one view: the attempts that ran and what an import
/// counted. Reads only.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "imports")
package dev.waymill.worker.status;

import org.jspecify.annotations.NullMarked;
