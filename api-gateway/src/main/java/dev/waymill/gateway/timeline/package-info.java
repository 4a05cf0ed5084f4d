/// The owner's timeline, as the worker keeps it. Called over REST.
/// The owner comes from the key, whatever the request says: one owner's points never reach another.
/// The gateway checks the query and passes the worker's page on; it keeps nothing.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "key", "upstream", "problem"})
package dev.waymill.gateway.timeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
