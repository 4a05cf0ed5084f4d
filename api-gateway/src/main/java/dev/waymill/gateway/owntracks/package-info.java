/// OwnTracks messages, whose points are live points of the caller's owner. A message is acknowledged only after its
/// points are stored, or if it has none of its own.
@NullMarked
@ApplicationModule(allowedDependencies = {"form", "ingest", "key", "problem"})
package dev.waymill.gateway.owntracks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
