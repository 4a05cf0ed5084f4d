/// The states of a task and every move between them.
///
/// The table that holds a task's id is its state. A move deletes the row from the tables of the allowed
/// previous states and inserts it into the next, in one transaction. If no row is deleted, the message was late
/// or a duplicate.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = "queue")
package dev.waymill.scheduler.task;

import org.jspecify.annotations.NullMarked;
