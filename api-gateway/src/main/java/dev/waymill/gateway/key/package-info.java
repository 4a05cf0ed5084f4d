/// API keys: authentication and roles. Called by Spring Security for every request, and by admins. A controller
/// that takes a [Caller] gets the owner of a key that was valid a moment ago, never an owner from a body. Only
/// the hash of a secret is stored; a revoked key stops working with the next request, on every gateway.
@NullMarked
@ApplicationModule(allowedDependencies = {"form", "problem"})
package dev.waymill.gateway.key;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
