package dev.waymill.gateway.key;

import dev.waymill.gateway.form.Form;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Finds the key in requests of phone apps, which often cannot set a custom header. The key may be the password
/// of HTTP Basic with any user name, a bearer token, or a query parameter. This is allowed only on the routes
/// that phones use: other clients do not need it, and a URL that contains a key ends up in logs and browser
/// histories.
final class PhoneKey {
    static final String PATHS = "/api/v1/ingest/**";

    /// The routes elsewhere that an app of another server uses.
    private static final Set<String> ROUTES_OF_OTHERS = Set.of(
            "/api/v1/points", "/api/v1/overland/batches", "/api/v1/owntracks/points", "/api/v1/traccar/points", "/pub");

    private static final RequestMatcher ALLOWED = new OrRequestMatcher(Stream.concat(
                    Stream.of(PathPatternRequestMatcher.withDefaults().matcher(PATHS)),
                    ROUTES_OF_OTHERS.stream()
                            .map(route ->
                                    PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, route)))
            .map(RequestMatcher.class::cast)
            .toList());

    private PhoneKey() {}

    static boolean isAllowed(HttpServletRequest request) {
        return ALLOWED.matches(request);
    }

    /// Returns the key of the request, unchecked; null when there is none.
    static @Nullable String of(HttpServletRequest request) {
        var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization == null ? inAddress(request) : inHeader(authorization.strip());
    }

    private static @Nullable String inHeader(String authorization) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return null;
        }
        var credentials = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "basic" -> password(credentials);
            case "bearer" -> credentials;
            default -> null;
        };
    }

    private static @Nullable String password(String credentials) {
        try {
            var userAndPassword = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = userAndPassword.indexOf(':');
            return colon < 0 ? null : userAndPassword.substring(colon + 1);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static @Nullable String inAddress(HttpServletRequest request) {
        try {
            var query = Form.parse(request.getQueryString());
            return query.getOrDefault("key", query.get("api_key"));
        } catch (ProblemException _) {
            return null;
        }
    }
}
