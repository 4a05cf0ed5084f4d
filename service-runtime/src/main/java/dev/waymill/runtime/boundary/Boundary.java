package dev.waymill.runtime.boundary;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Checks the secret that the services share. Thread-safe.
public final class Boundary {
    static final String HEADER = "X-Waymill-Secret";
    private static final String BEARER = "Bearer ";
    private static final String PASSED = Boundary.class.getName();

    private final byte[] secret;

    Boundary(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether the boundary has admitted the request: it has the secret, or its path is open.
    public static boolean hasPassed(ServletRequest request) {
        return request.getAttribute(PASSED) != null;
    }

    static void markPassed(ServletRequest request) {
        request.setAttribute(PASSED, true);
    }

    /// @param what the property that sets the address
    /// @throws IllegalStateException if there is no secret and the address is reachable from other machines
    void requireLoopbackWithoutSecret(String what, @Nullable InetAddress address) {
        if (secret.length == 0 && (address == null || !address.isLoopbackAddress())) {
            throw new IllegalStateException("Set waymill.secret (WAYMILL_SECRET) to the same value on all services, or "
                    + what + " to a loopback address: without a secret anyone on the network could call it");
        }
    }

    boolean admits(HttpServletRequest request) {
        return secret.length == 0 || isSecret(request.getHeader(HEADER)) || isSecret(bearer(request));
    }

    private boolean isSecret(@Nullable String given) {
        return given != null && MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        var authorization = request.getHeader("Authorization");
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }
}
