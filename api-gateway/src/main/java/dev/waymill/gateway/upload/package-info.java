/// Uploads: a multipart form or a raw body is streamed to the object store and becomes an import job. Called
/// over REST. A 202 response means a stored file and a job row; for any other response nothing is kept. An
/// upload uses one buffer of memory, whatever its size; the number of concurrent uploads is limited.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "form", "job", "key", "problem", "trace", "view"})
package dev.waymill.gateway.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
