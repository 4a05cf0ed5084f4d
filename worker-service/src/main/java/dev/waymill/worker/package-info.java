/// worker-service: consumes dispatched tasks from Kafka, runs their handlers and reports the results. It does
/// not decide what runs next: a handler returns an outcome, and the scheduler does the rest.
@NullMarked
package dev.waymill.worker;

import org.jspecify.annotations.NullMarked;
