/// worker-service: takes dispatched tasks from Kafka, runs their handlers and reports what came of it.
/// Nothing here decides what runs next: a handler ends with an outcome, the scheduler does the rest.
@NullMarked
package dev.waymill.worker;

import org.jspecify.annotations.NullMarked;
