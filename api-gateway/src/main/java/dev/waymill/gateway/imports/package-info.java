/// Imports beyond being jobs: what one would add before it does, and taking it out again. Called over REST.
/// A revert is a job of its own: accepted is durable, and asking twice makes one.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "key", "problem", "trace", "upstream", "view"})
package dev.waymill.gateway.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
