/// Jobs of any type coming in over REST; imports come in with their file, see the upload.
/// Called over REST.
/// What is accepted is safe: it survives the death of any process.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "problem", "view"})
package dev.waymill.gateway.submit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
