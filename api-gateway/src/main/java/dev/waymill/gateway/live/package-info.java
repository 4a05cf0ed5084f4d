/// Points that were received one by one or a few at a time, on their way to the timeline within seconds.
/// Filled by whoever takes points in; a loop gathers what each owner has and submits it as an import.
/// What was inserted comes into exactly one import, whoever dies, and no owner waits for another.
///
/// [CollectorPool] sees that an owner has enough points, or that the oldest waits long enough. [Collector]
/// takes the rows out, writes them as an object and submits the import, all in one transaction: dies it before
/// the commit, the rows are there again, and an object is left that nobody knows.
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "problem"})
package dev.waymill.gateway.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
