/// The way of many events to the broker at once.
/// Loops call it after a commit; what was not sent is sent again by whoever keeps the state. An event that no
/// broker takes is named, so that it can be ended or cut; it takes no other along.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.publish;

import org.jspecify.annotations.NullMarked;
