/// Previews, promotes and reverts imports. Called over REST. A revert is a job of its own, so an accepted one
/// is durable, and asking twice creates one.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "key", "problem", "trace", "upstream", "view"})
package dev.waymill.gateway.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
