/// Access control of a service process. Everything is closed except for [OpenPaths].
///
/// The port of internal REST and the management port take calls that carry the secret which the services share
/// (`waymill.secret`), in the header `X-Waymill-Secret` or as a bearer token. Without the secret the answer is 401,
/// whatever the path, however it is spelt: a path is compared only to find out whether it is open, as it stands in
/// the request line, so a spelling that means the same to a router is closed. A service with a security chain of its
/// own (the gateway) guards its main port by that.
///
/// Where no secret is set, both ports must be bound to a loopback address, and are open there; else the service
/// does not start.
@NullMarked
package dev.waymill.runtime.boundary;

import org.jspecify.annotations.NullMarked;
