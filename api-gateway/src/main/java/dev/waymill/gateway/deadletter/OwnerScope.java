package dev.waymill.gateway.deadletter;

import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Objects;

/// Determines the owner whose dead letters a request concerns.
final class OwnerScope {
    private static final int LONGEST = 100;

    private OwnerScope() {}

    /// Returns the caller, or the owner in `?owner=`, which only an admin may set to someone else.
    static String of(HttpServletRequest request) {
        var caller = Objects.requireNonNull(request.getUserPrincipal()).getName();
        var named = request.getParameter("owner");
        if (named == null || named.equals(caller)) {
            return caller;
        }
        if (!request.isUserInRole("ADMIN")) {
            throw ProblemException.at(
                    "?owner", ProblemCode.FORBIDDEN, "Only an admin may read other owners' dead letters.");
        }
        Bounds.text(named, LONGEST, "?owner", ProblemCode.INVALID_PARAMETER);
        return named;
    }

    /// The name of the caller who resolves a dead letter, for its record.
    static String by(Principal caller) {
        return caller.getName();
    }
}
