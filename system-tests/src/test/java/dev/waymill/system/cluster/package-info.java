/// Waymill on more than one machine, all of them played by processes on this one: three brokers, a database server with
/// a synchronous standby, two instances of each service, a proxy and an S3 store. Each test lets one of them die or
/// freeze, asserts what Waymill promises, and prints what the fault has cost; docs/operations.md quotes the figures.
@NullMarked
package dev.waymill.system.cluster;

import org.jspecify.annotations.NullMarked;
