/// Starts the three services as processes on the local stack, restarts the ones that die, and stops them in
/// order. The system tests and benchmarks use the same code, through [ServiceStack].
@NullMarked
package dev.waymill.cli.up;

import org.jspecify.annotations.NullMarked;
