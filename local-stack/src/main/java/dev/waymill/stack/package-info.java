/// A real Kafka broker and a real PostgreSQL on this machine, from Maven artifacts, durable, in one directory.
/// The command line runs the services on it, the tests and benchmarks their code. What is acknowledged survives
/// `kill -9` of everything; a second start on the same directory finds it again.
@NullMarked
package dev.waymill.stack;

import org.jspecify.annotations.NullMarked;
