/// A job a minute that does nothing, and the time since one last succeeded. It shows in every installation, also in
/// an idle one, whether jobs run. Its owner cannot have a key, so nobody sees its jobs.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "trace"})
package dev.waymill.gateway.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
