/// Where the loops that empty an ordered table begin to read, so that what they have taken does not slow them.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.queue;

import org.jspecify.annotations.NullMarked;
