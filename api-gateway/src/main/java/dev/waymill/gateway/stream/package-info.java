/// A job's life as server-sent events: its state now, then each change, until it is final.
/// Called over REST; woken by the read model of this gateway, and by a poll each second for what another
/// gateway took in. A stream costs one virtual thread and one row read per change; nothing is queued for a
/// slow reader.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "problem", "view"})
package dev.waymill.gateway.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
