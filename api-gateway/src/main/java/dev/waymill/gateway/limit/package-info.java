/// REST for dispatch limits: how many tasks of a job type or owner run at once, at which rate, and whether they
/// are paused. Only admins set them, since they affect everyone. The scheduler stores them and the gateway
/// passes its responses on. A limit takes effect within a second, on all schedulers.
@NullMarked
@ApplicationModule(allowedDependencies = {"upstream", "problem"})
package dev.waymill.gateway.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
