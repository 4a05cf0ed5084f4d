/// Access control of a service process. Everything is closed except for [OpenPaths].
///
/// Requests to the internal REST port and the management port must carry the secret that the services share
/// (`waymill.secret`), in the header `X-Waymill-Secret` or as a bearer token. Otherwise the response is 401,
/// for every path and every spelling of it: a path is compared only to find out whether it is open, exactly as
/// written in the request line, so another spelling of the same path is closed. A service with its own security
/// chain (the gateway) guards its main port with that.
///
/// If no secret is set, both ports are open, and the service starts only if they are bound to a loopback
/// address.
@NullMarked
package dev.waymill.runtime.boundary;

import org.jspecify.annotations.NullMarked;
