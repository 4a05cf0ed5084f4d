/// Shows the attempts of a job and the counts of an import, for the gateway's job view. Read-only.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "imports")
package dev.waymill.worker.status;

import org.jspecify.annotations.NullMarked;
