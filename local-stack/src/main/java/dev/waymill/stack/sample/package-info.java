/// A sample track that the project makes itself: for the demo, the tests and the benchmarks.
/// Same seed, same count: same bytes, on every machine.
@NullMarked
package dev.waymill.stack.sample;

import org.jspecify.annotations.NullMarked;
