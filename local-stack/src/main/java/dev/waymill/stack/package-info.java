/// A real Kafka broker and a real PostgreSQL on this machine, from Maven artifacts, in one directory. The
/// command line, the tests and the benchmarks run on them. Acknowledged data survives `kill -9` of every
/// process; the next start on the same directory has it.
@NullMarked
package dev.waymill.stack;

import org.jspecify.annotations.NullMarked;
