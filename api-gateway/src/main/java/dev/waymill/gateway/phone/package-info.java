/// Live points from phone apps: an endpoint for each, with the response that it expects. Bodies are read by the
/// readers for files, through [dev.waymill.gateway.ingest]; accepted points are committed before the response. An app
/// needs only a new address and a key.
@NullMarked
@ApplicationModule(allowedDependencies = {"form", "ingest", "key", "problem"})
package dev.waymill.gateway.phone;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
