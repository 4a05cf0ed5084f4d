/// Sends batches of events to the broker. Loops call it after a commit; the owner of the state sends again what
/// was not sent. An event that no broker accepts is returned separately, so that the caller can end or trim it;
/// the other events of its batch are not affected.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.publish;

import org.jspecify.annotations.NullMarked;
