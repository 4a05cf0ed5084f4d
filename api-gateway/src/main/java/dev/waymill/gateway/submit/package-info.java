/// Jobs of any type coming in over REST; imports come in with their file, see the upload.
/// Called over REST.
/// An accepted job is stored: it survives a crash of any process.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "problem", "trace", "view"})
package dev.waymill.gateway.submit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
