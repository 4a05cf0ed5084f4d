/// What a request may take of what all share: how many at once, how many bytes of body, how long for them.
/// Called by a filter for every request with a key, and by controllers whose requests are long or large.
/// Places are shared by owners: nobody holds more than a part of them, so nobody keeps the others out.
@NullMarked
@ApplicationModule(allowedDependencies = {"key", "problem"})
package dev.waymill.gateway.admission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
