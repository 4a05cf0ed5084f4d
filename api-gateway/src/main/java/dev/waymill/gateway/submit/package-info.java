/// Submits jobs of any type, one at a time or in bulk; imports are submitted with their file in `upload`.
/// Called over REST. An accepted job is stored: it survives a crash of any process.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "problem", "trace", "view"})
package dev.waymill.gateway.submit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
