/// The states of a task and every move between them.
///
/// A task's state is the table that holds its id. A move deletes it from the tables of the states it may come
/// from and inserts it into the next, in one transaction: no row deleted means that the message behind it was
/// late or came twice.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.scheduler.task;

import org.jspecify.annotations.NullMarked;
