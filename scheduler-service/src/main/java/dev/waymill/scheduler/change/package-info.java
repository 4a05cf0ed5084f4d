/// Tells everybody what a job is now: the outbox of job-changed.
/// A change is written with what caused it and sent after the commit; a crash in between sends it again, and
/// the version lets readers ignore what they know.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"loop", "publish"})
package dev.waymill.scheduler.change;

import org.jspecify.annotations.NullMarked;
