package dev.waymill.gateway.deadletter;

import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Objects;

/// Whose dead letters a request is about.
final class OwnerScope {
    private static final int LONGEST = 100;

    private OwnerScope() {}

    /// The caller's own, or those of `?owner=`, which only an admin may name.
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

    /// Who does it, for the record.
    static String by(Principal caller) {
        return caller.getName();
    }
}
