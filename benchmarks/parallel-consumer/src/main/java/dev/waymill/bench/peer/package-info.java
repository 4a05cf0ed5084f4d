/// Confluent Parallel Consumer under the same load as our engine; `bench consume` starts it as a process. A
/// separate module, because it needs another Kafka client than the other benchmarks.
@NullMarked
package dev.waymill.bench.peer;

import org.jspecify.annotations.NullMarked;
