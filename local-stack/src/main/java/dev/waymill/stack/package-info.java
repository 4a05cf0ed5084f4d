/// A real Kafka broker and a real PostgreSQL on this machine, from Maven artifacts, in one directory. The
/// command line, the tests and the benchmarks run on them. What was acknowledged survives `kill -9` of every
/// process; a second start on the same directory finds it again.
@NullMarked
package dev.waymill.stack;

import org.jspecify.annotations.NullMarked;
