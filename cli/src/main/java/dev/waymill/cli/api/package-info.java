/// An HTTP client for the gateway's REST API, used by the CLI, the system tests and the benchmarks. A problem
/// becomes an [ApiException] with the server's own text.
@NullMarked
package dev.waymill.cli.api;

import org.jspecify.annotations.NullMarked;
