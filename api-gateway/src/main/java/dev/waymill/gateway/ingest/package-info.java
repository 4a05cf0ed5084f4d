/// The door for live points, and the lists that programs send over REST. Called by the controllers of phone apps.
/// Bodies are read by the readers for files; only parameters in the URL or a form are parsed here. Accepted points are
/// committed before the response. Phone apps get the response they expect even if a point cannot be used, since they
/// would resend it forever; but what is not understood is refused.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "form", "key", "live", "problem"})
package dev.waymill.gateway.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
