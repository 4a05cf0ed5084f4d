package dev.waymill.runtime.boundary;

import java.util.Set;

/// What anybody may GET who reaches a port. None of it says more than what is up and what is down.
public final class OpenPaths {
    /// On both ports of every service: for load balancers, for `waymill up`, and for the gateway's own readiness.
    public static final Set<String> HEALTH = Set.of(
            "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness", "/actuator/health/serving");

    private OpenPaths() {}
}
