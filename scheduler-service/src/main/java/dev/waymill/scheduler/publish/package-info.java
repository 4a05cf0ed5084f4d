/// The way of many events to the broker at once.
/// Loops call it after a commit; what it does not say was sent is told again by whoever keeps the state.
/// One event that the broker refuses takes no other along.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.publish;

import org.jspecify.annotations.NullMarked;
