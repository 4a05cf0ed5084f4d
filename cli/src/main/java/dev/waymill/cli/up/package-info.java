/// Starts the three services as processes of their own on the local stack, watches over them, stops them in
/// order. The system tests and benchmarks start them the same way, through [ServiceStack].
@NullMarked
package dev.waymill.cli.up;

import org.jspecify.annotations.NullMarked;
