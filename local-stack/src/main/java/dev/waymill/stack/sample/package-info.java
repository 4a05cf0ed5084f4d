/// A generated sample track for the demo, the tests and the benchmarks. The same seed and count give the same
/// bytes on every machine.
@NullMarked
package dev.waymill.stack.sample;

import org.jspecify.annotations.NullMarked;
