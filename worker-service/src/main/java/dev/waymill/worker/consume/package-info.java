/// Takes many records of a partition at once and commits only what is finished. Free of any task or import.
///
/// The poll thread alone talks to the consumer: it polls, hands records to the pool, pauses when the pool is
/// full and commits. A pool thread says "finished" through a queue. The committed offset is the lowest
/// unfinished one, so a crash delivers again whatever was not finished, and some that was: the record's own
/// effect must be idempotent.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.waymill.worker.consume;

import org.jspecify.annotations.NullMarked;
