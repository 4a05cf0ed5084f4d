package dev.waymill.gateway.key;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Authenticates a request by its API key. The key is read from the header only, except for phone apps, see
/// [PhoneKey]. A request without a valid key stays anonymous; [SecurityConfiguration] decides what anonymous
/// callers may do.
final class KeyFilter extends OncePerRequestFilter {
    static final String HEADER = "X-API-Key";
    private static final Logger LOG = LoggerFactory.getLogger(KeyFilter.class);

    private final KeyVerifier verifier;

    KeyFilter(KeyVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var text = keyOf(request);
        if (text != null) {
            try {
                verifier.verify(text).ifPresent(KeyFilter::authenticate);
            } catch (DataAccessException e) {
                LOG.warn("Cannot check keys, returning 503: {}", e.toString());
                response.setHeader("Retry-After", "2");
                ProblemWriter.write(request, response, ProblemCode.DATABASE_UNAVAILABLE, "Try again in a moment.");
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static @Nullable String keyOf(HttpServletRequest request) {
        var key = request.getHeader(HEADER);
        return key == null && PhoneKey.isAllowed(request) ? PhoneKey.of(request) : key;
    }

    private static void authenticate(KeyVerifier.Verified verified) {
        var authorities =
                AuthorityUtils.createAuthorityList("ROLE_" + verified.role().name());
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                UsernamePasswordAuthenticationToken.authenticated(verified.caller(), null, authorities));
        SecurityContextHolder.setContext(context);
    }
}
