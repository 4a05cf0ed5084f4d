/// Runs records with bounded concurrency, on threads or as asynchronous calls, and tunes the bound for the most
/// throughput.
@NullMarked
package dev.waymill.worker.consume.pool;

import org.jspecify.annotations.NullMarked;
