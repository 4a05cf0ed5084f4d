/// The owner's timeline, read from the worker. Called over REST. The owner comes from the key, never from the
/// request, so one owner's points never reach another. The gateway checks the query and passes the worker's
/// response on; it stores nothing.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "key", "upstream", "problem"})
package dev.waymill.gateway.timeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
