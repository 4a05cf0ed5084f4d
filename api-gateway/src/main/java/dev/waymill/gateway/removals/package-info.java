/// Removes points from the timeline by conditions, and puts them back. Called over REST. A removal and its undo
/// are jobs, so an accepted one is durable.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "key", "problem", "trace", "upstream", "view"})
package dev.waymill.gateway.removals;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
