/// Files coming in: a multipart form or a raw body, streamed to the object store and made into an import job.
/// Called over REST. What is answered with 202 is a stored file and a job row; of anything else nothing is
/// kept. Memory per upload is a buffer, whatever the size of the file; how many run at once is bounded.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "form", "job", "key", "problem", "view"})
package dev.waymill.gateway.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
