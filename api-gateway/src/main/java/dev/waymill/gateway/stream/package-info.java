/// A job's changes as server-sent events: its current state, then each change, until it is final. Called over
/// REST; woken by changes that this gateway consumes, and by a poll each second for those that another one
/// consumed. A stream costs one virtual thread and one row read per change; nothing is queued for a slow
/// reader.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "problem", "view"})
package dev.waymill.gateway.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
