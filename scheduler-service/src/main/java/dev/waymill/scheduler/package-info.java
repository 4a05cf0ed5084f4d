/// scheduler-service: the state of every job and task, and the decision which task runs next. It knows no task
/// kind and reads no payload. Workers run the tasks; the gateway serves the clients.
@NullMarked
package dev.waymill.scheduler;

import org.jspecify.annotations.NullMarked;
