/// scheduler-service: the state of every job and task, and the decision what runs next.
/// It knows no task kind and looks into no payload; workers do the work, the gateway talks to people.
@NullMarked
package dev.waymill.scheduler;

import org.jspecify.annotations.NullMarked;
