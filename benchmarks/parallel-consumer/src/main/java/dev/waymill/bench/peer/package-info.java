/// Confluent Parallel Consumer under the same load as our engine; `bench consume` starts it as a process.
/// Apart from the other benchmarks, because it needs another Kafka client than they do.
@NullMarked
package dev.waymill.bench.peer;

import org.jspecify.annotations.NullMarked;
