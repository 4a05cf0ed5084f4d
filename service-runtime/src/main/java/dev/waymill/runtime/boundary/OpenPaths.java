package dev.waymill.runtime.boundary;

import java.util.Set;

/// The paths that anyone may GET. Their responses say only which components are up or down.
public final class OpenPaths {
    /// Open on both ports of every service: for load balancers, for `waymill up`, and for the gateway's own
    /// readiness.
    public static final Set<String> HEALTH = Set.of(
            "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness", "/actuator/health/serving");

    private OpenPaths() {}
}
