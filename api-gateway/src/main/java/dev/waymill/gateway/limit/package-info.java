/// Limits of dispatch over REST: what of a type or an owner may be out at once, how fast, and whether at all.
/// Admins set them, since they concern everybody; the scheduler keeps them and the gateway passes its answers on.
/// A limit that is set holds within a second, on all schedulers.
@NullMarked
@ApplicationModule(allowedDependencies = {"neighbour", "problem"})
package dev.waymill.gateway.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
