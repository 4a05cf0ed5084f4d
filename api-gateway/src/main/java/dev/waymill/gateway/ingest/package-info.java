/// Points coming in over REST: from programs as lists, and from phones as their apps write them.
/// Called over REST. Every body is read by the same readers that read files; only what an app writes into an
/// address or a form is read here. What is answered as accepted is committed. A phone is answered as its app
/// expects, also where a point cannot be used: it would send it again for ever.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "form", "key", "live", "problem"})
package dev.waymill.gateway.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
