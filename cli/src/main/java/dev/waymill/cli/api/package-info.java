/// The gateway's REST, as a client uses it: the CLI, the system tests and the benchmarks.
/// Problems come back as [ApiException] with the server's own sentence.
@NullMarked
package dev.waymill.cli.api;

import org.jspecify.annotations.NullMarked;
