/// Dead letters: told, kept, and worked off by people.
///
/// A task that dies is noted in the transaction in which it dies, and its whole story is sent to job-dead-
/// letter after it; unreadable records of any topic come there from whoever could not read them. Everything on
/// the topic is stored here once, also what is unreadable there. Nothing that nobody has resolved is ever
/// dropped.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"job", "publish"})
package dev.waymill.scheduler.deadletter;

import org.jspecify.annotations.NullMarked;
