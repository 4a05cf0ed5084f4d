package dev.waymill.gateway.key;

import dev.waymill.gateway.form.Form;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Where apps of phones can put a key, which often cannot set a header of our choice: the password of HTTP
/// Basic with any user, a bearer token, or the address. Only where they send to: elsewhere nobody needs it, and
/// an address with a key in it ends in the logs and histories of others.
final class PhoneKey {
    static final String PATHS = "/api/v1/ingest/**";

    private static final RequestMatcher INGEST =
            PathPatternRequestMatcher.withDefaults().matcher(PATHS);

    private PhoneKey() {}

    static boolean isAllowed(HttpServletRequest request) {
        return INGEST.matches(request);
    }

    /// The key as it stands there; null when there is none.
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
