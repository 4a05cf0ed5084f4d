/// Runs records on a bounded number of threads, or of asynchronous calls, and changes that number to what gives the
/// most throughput.
@NullMarked
package dev.waymill.worker.consume.pool;

import org.jspecify.annotations.NullMarked;
